"""What is said about stock (see chitrail.events)."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

import msgspec

from chitrail.event import Event


class DocumentLine(msgspec.Struct, frozen=True, kw_only=True):
    """An ingredient on a stock document, in its base unit.

    `quantity` is above zero, but in a count or a production negative for what leaves. `value_paise` is the
    worth of the whole line, a decimal with up to four places; without it `unit_cost_paise` of version 1
    counts. An empty `lot_code` is made up.
    """

    ingredient_id: UUID
    quantity: str
    unit: str
    unit_cost_paise: int | None = None
    value_paise: str | None = None
    lot_code: str = ""
    expires_on: date | None = None


class StockDocumentRecorded(Event, frozen=True, kw_only=True):
    """A fact about stock was recorded: what stock there was, came, went, was made or counted.

    `kind` is OPENING, RECEIPT, WASTE, RETURN, COUNT, PRODUCTION, TRANSFER_OUT, TRANSFER_IN or
    RETURN_TO_SUPPLIER.
    """

    topic: ClassVar[str] = "inventory.document_recorded"
    version: ClassVar[int] = 2
    document_id: UUID
    outlet_id: str
    kind: str
    business_date: date
    recorded_at: datetime
    lines: list[DocumentLine]


class StockRanLow(Event, frozen=True, kw_only=True):
    """On-hand fell to or below the reorder level; said once until stock is above it again."""

    topic: ClassVar[str] = "inventory.low_stock"
    outlet_id: str
    ingredient_id: UUID
    ingredient_code: str
    ingredient_name: str
    on_hand: str
    reorder_level: str
    unit: str
    occurred_at: datetime
