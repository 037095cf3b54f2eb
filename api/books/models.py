"""Tables of the double-entry ledger. Only the database's triggers write them; see the migration."""

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from api.models import Base, Key, Paise, SmallNumber, TextKey, WrittenBy


class LedgerAccount(Base):
    """An account and what it stands for."""

    __tablename__ = "ledger_accounts"

    code: Mapped[TextKey]
    kind: Mapped[str]
    meaning: Mapped[str]


class LedgerTransaction(Base):
    """One movement of money; its entries add up to zero."""

    __tablename__ = "ledger_transactions"

    id: Mapped[Key]
    kind: Mapped[str]
    source_id: Mapped[str]
    outlet_id: Mapped[str | None] = mapped_column(ForeignKey("outlets.id"))
    order_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("orders.id"))
    payment_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("payments.id"))
    payment_method: Mapped[str | None]
    business_date: Mapped[date]
    occurred_at: Mapped[datetime]
    n_entries: Mapped[SmallNumber]
    xid: Mapped[WrittenBy]


class LedgerEntry(Base):
    """A debit (positive) or credit (negative) of one account, in paise."""

    __tablename__ = "ledger_entries"

    transaction_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("ledger_transactions.id"), primary_key=True
    )
    line_no: Mapped[SmallNumber] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("ledger_accounts.code"))
    amount_paise: Mapped[Paise]
    xid: Mapped[WrittenBy]
