"""What the routes of settlements take and give. Money is a decimal string of rupees."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from api.paging import PageQuery

Kind = Literal[
    "MISSING",
    "LATE",
    "FEE_OFF",
    "AMOUNT_OFF",
    "UNKNOWN",
    "DUPLICATE",
    "REFUND_WITHOUT_ROW",
    "TOTAL_OFF",
]


class ImportRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Days of settlement in India, both included, at most 31; the last 7 days when not given."""

    from_: Annotated[date, Meta(examples=["2026-04-01"])] | None = msgspec.field(
        name="from", default=None
    )
    to: Annotated[date, Meta(examples=["2026-04-07"])] | None = None


class Imported(msgspec.Struct, kw_only=True):
    """What an import did. `lines_known` came before and were compared; open exceptions: all you may see."""

    settlements: int
    lines_new: int
    lines_known: int
    exceptions_open: int


class SettlementQuery(PageQuery, forbid_unknown_fields=True, kw_only=True):
    """Which page of the settlements."""


class Settlement(msgspec.Struct, kw_only=True):
    """A transfer to the bank. `fees` includes `tax`; the amounts are of the whole transfer.

    `lines` and `net` count only the lines you may see: your outlet's, and those of no outlet.
    """

    id: str
    status: str
    amount: str
    fees: str
    tax: str
    utr: str
    settled_at: datetime
    lines: int
    net: str


class LineQuery(PageQuery, forbid_unknown_fields=True, kw_only=True):
    """Which page of the lines."""


class SettlementLine(msgspec.Struct, kw_only=True):
    """A payment or refund in a transfer. The ids of ours are null when it is nothing of ours.

    `fee` includes `tax`, the GST on it. `source` is api or csv.
    """

    settlement_id: str
    entity_id: str
    type: str
    outlet_id: str | None
    order_id: UUID | None
    payment_id: UUID | None
    refund_id: UUID | None
    razorpay_payment_id: str | None
    razorpay_order_id: str | None
    currency: str
    amount: str
    credit: str
    debit: str
    fee: str
    tax: str
    method: str
    utr: str
    entity_created_at: datetime
    settled_at: datetime
    business_date: date
    source: str


class ExceptionQuery(PageQuery, forbid_unknown_fields=True, kw_only=True):
    """Which exceptions to list."""

    kind: Kind | None = None
    open_: bool | None = msgspec.field(name="open", default=None)


class SettlementException(msgspec.Struct, kw_only=True):
    """A difference. `expected` is what our books say, `found` what the gateway says.

    `resolved_by` is a member of staff, or `system` when the difference went away by itself.
    """

    id: UUID
    kind: str
    subject: str
    settlement_id: str | None
    outlet_id: str | None
    payment_id: UUID | None
    refund_id: UUID | None
    expected: str
    found: str
    first_seen_at: datetime
    resolved_at: datetime | None
    resolved_by: str
    note: str


class ResolveRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What became of the difference."""

    note: Annotated[str, Meta(min_length=1, max_length=500, examples=["claimed, ticket 4711"])]
