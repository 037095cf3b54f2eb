"""The gateway's reconciliation items and transfers, as its API and its CSV export give them."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Id = Annotated[str, Meta(pattern="^[!-~]{1,64}$")]
SettlementId = Annotated[str, Meta(pattern="^setl_[A-Za-z0-9]{1,40}$")]
Amount = Annotated[int, Meta(ge=0, le=10**12)]
"""Paise."""
Moment = Annotated[int, Meta(ge=0, le=2**33)]
"""Seconds since 1970, UTC."""
Short = Annotated[str, Meta(max_length=200, pattern="^[^\x00]*$")]


class ReconItem(msgspec.Struct, kw_only=True):
    """A payment, refund, transfer or adjustment that the gateway has (or has not yet) settled.

    `fee` includes `tax`, the GST on it. Of a payment, `entity_id` is the payment; of a refund, the refund.
    """

    entity_id: Id
    type: Literal["payment", "refund", "transfer", "adjustment"]
    debit: Amount
    credit: Amount
    amount: Amount
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")]
    fee: Amount
    tax: Amount
    settled: bool
    created_at: Moment
    settled_at: Moment | None
    settlement_id: SettlementId | None
    settlement_utr: Short | None = None
    payment_id: Id | None = None
    order_id: Id | None = None
    method: Short | None = None

    def __post_init__(self) -> None:
        """Raises ValueError when the fields contradict each other."""
        if self.debit and self.credit:
            raise ValueError("`debit` and `credit` are both more than 0")
        if self.is_settled and self.settled_at is None:
            raise ValueError("`settled_at` is missing although the item is settled")

    @property
    def is_settled(self) -> bool:
        """Whether it is part of a transfer; anything else is still on its way."""
        return self.settled and self.settlement_id is not None

    @property
    def settled_moment(self) -> datetime:
        """Instant of the settlement, of a settled item."""
        if self.settled_at is None:
            raise ValueError(f"{self.entity_id} is not settled")
        return instant(self.settled_at)

    @property
    def content(self) -> tuple[object, ...]:
        """What must be the same when the item comes again: type, currency and the money in paise."""
        return (
            self.type,
            self.currency,
            self.amount,
            self.credit,
            self.debit,
            self.fee,
            self.tax,
        )


class Transfer(msgspec.Struct, kw_only=True):
    """One settlement as the gateway lists it; `fees` includes `tax`. Paise, `created_at` unix seconds."""

    id: SettlementId
    amount: Annotated[int, Meta(ge=-(10**12), le=10**12)]
    status: Short
    fees: Amount
    tax: Amount
    created_at: Moment
    utr: Short | None = None


class Batch(msgspec.Struct):
    """The items of one settlement, and its transfer where the gateway was asked for it."""

    settlement_id: str
    items: list[ReconItem]
    transfer: Transfer | None = None


def batches(items: Iterable[ReconItem]) -> list[Batch]:
    """Settled items by settlement, oldest settlement first; what is not settled is left out."""
    found: dict[str, Batch] = {}
    for item in items:
        if item.is_settled and item.settlement_id is not None:
            batch = found.setdefault(item.settlement_id, Batch(item.settlement_id, []))
            batch.items.append(item)
    return sorted(found.values(), key=lambda batch: (_settled(batch), batch.settlement_id))


def instant(seconds: int) -> datetime:
    """Aware UTC time of unix seconds."""
    return datetime.fromtimestamp(seconds, UTC)


def _settled(batch: Batch) -> datetime:
    return min(item.settled_moment for item in batch.items)
