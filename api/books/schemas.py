"""What the routes of the books take and give. Money is a decimal string of rupees."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from api.paging import PageQuery

Kind = Literal["PAYMENT", "REFUND", "DRAWER", "SETTLEMENT"]


class TrialBalanceQuery(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Business days, both included; from the beginning, and to the end, when not given."""

    from_: date | None = msgspec.field(name="from", default=None)
    to: date | None = None


class Account(msgspec.Struct, kw_only=True):
    """An account with what was booked on it. `balance` is debit less credit."""

    account: str
    kind: str
    meaning: str
    debit: str
    credit: str
    balance: str


class TrialBalance(msgspec.Struct, kw_only=True):
    """Every account over some days; `debit` and `credit` are the sums, equal as long as the books are."""

    from_: date | None = msgspec.field(name="from")
    to: date | None
    accounts: list[Account]
    debit: str
    credit: str
    balance: str


class TransactionQuery(PageQuery, forbid_unknown_fields=True, kw_only=True):
    """Which transactions to list."""

    order_id: UUID | None = None
    payment_id: UUID | None = None
    kind: Kind | None = None
    business_date: date | None = None


class Entry(msgspec.Struct, kw_only=True):
    """One side of a transaction; exactly one of `debit` and `credit` is more than zero."""

    account: str
    debit: str
    credit: str


class Transaction(msgspec.Struct, kw_only=True):
    """One movement of money; its entries add up to zero.

    `source_id` names what was booked: a payment, a refund, a movement of a drawer, or settlement and entity.
    """

    id: UUID
    kind: str
    source_id: str
    outlet_id: str | None
    order_id: UUID | None
    payment_id: UUID | None
    payment_method: str | None
    business_date: date
    occurred_at: datetime
    entries: list[Entry]
