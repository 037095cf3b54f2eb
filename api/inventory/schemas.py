"""What the routes of stock take and give. Quantities are decimal strings with a unit."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from api.paging import PageQuery

Kind = Literal["OPENING", "RECEIPT", "WASTE"]
MovedBy = Literal[
    "OPENING",
    "SALE",
    "RECEIPT",
    "WASTE",
    "RETURN",
    "COUNT",
    "PRODUCTION",
    "TRANSFER_OUT",
    "TRANSFER_IN",
    "RETURN_TO_SUPPLIER",
]
Instant = Annotated[datetime, Meta(tz=True)]
Amount = Annotated[str, Meta(pattern=r"^[0-9]{1,9}(\.[0-9]{1,6})?$", examples=["1.5"])]
Unit = Annotated[str, Meta(max_length=16, examples=["kg"])]
ReasonCode = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,32}$", examples=["spoiled"])]
LotCode = Annotated[str, Meta(max_length=64, examples=["B-118"])]
Rupees = Annotated[str, Meta(pattern=r"^[0-9]{1,7}(\.[0-9]{1,2})?$", examples=["320.00"])]


class DocumentLineRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """An ingredient, by id or by code; on two lines only where the lots differ.

    `unit_cost` is rupees per `unit`, `total_cost` rupees of the line: one of them, for what comes in. A lot
    that comes in without a code gets one; one that is named where stock leaves is taken first.
    """

    quantity: Amount
    unit: Unit
    ingredient_id: UUID | None = None
    ingredient_code: Annotated[str, Meta(max_length=64, examples=["paneer"])] | None = None
    unit_cost: Rupees | None = None
    total_cost: Rupees | None = None
    lot_code: LotCode = ""
    expires_on: date | None = None


class DocumentRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A fact about stock that a person records; `id` may be made by the client.

    `reason_code` is one of the outlet's reasons for waste, for waste alone.
    """

    kind: Annotated[Kind, Meta(examples=["RECEIPT"])]
    lines: Annotated[list[DocumentLineRequest], Meta(min_length=1, max_length=200)]
    id: UUID | None = None
    reference: Annotated[str, Meta(max_length=64, examples=["INV-118"])] = ""
    reason: Annotated[str, Meta(max_length=200)] = ""
    reason_code: ReasonCode | None = None


class DocumentLine(msgspec.Struct, kw_only=True):
    """An ingredient in its base unit; `unit_cost` is rupees per base unit, `total_cost` of the line."""

    ingredient_id: UUID
    ingredient_code: str
    quantity: str
    unit: str
    unit_cost: str | None
    total_cost: str | None
    lot_code: str
    expires_on: date | None


class Document(msgspec.Struct, kw_only=True):
    """A recorded fact; the inventory stream turns it into movements."""

    id: UUID
    outlet_id: str
    kind: str
    business_date: date
    reference: str
    reason: str
    reason_code: str | None
    recorded_by: str
    recorded_at: datetime
    lines: list[DocumentLine]


class LevelQuery(PageQuery, forbid_unknown_fields=True, kw_only=True):
    """Which ingredients to list; sorted by name, so without a cursor."""

    low: bool | None = None


class Level(msgspec.Struct, kw_only=True):
    """What is there of an ingredient, in its base unit. `updated_at` is null before any movement.

    `reserved` of it is set aside for open orders, where the outlet does that; `available` is the rest.
    """

    ingredient_id: UUID
    code: str
    name: str
    unit: str
    on_hand: str
    reserved: str
    available: str
    reorder_level: str
    is_low: bool
    updated_at: datetime | None


class MovementQuery(PageQuery, forbid_unknown_fields=True, kw_only=True):
    """Which movements to list; `expired` are those that took from a lot past its date."""

    ingredient_id: UUID | None = None
    order_id: UUID | None = None
    document_id: UUID | None = None
    lot_id: UUID | None = None
    kind: MovedBy | None = None
    short: bool | None = None
    expired: bool | None = None
    since: Instant | None = None
    until: Instant | None = None


class MovedLot(msgspec.Struct, kw_only=True):
    """What a movement put into a lot or took from it; `expired` when it was past its date on that day."""

    lot_id: UUID
    code: str
    expires_on: date | None
    quantity: str
    expired: bool


class Movement(msgspec.Struct, kw_only=True):
    """One entry of the ledger: what left is negative.

    `value` is what the worth of the stock changed by, in rupees; `revalued` the part of it that corrects
    what a shortfall was guessed at; `short` how much of what left was not there.
    """

    event_id: UUID
    ingredient_id: UUID
    ingredient_code: str
    kind: str
    quantity: str
    unit: str
    order_id: UUID | None
    document_id: UUID | None
    business_date: date
    occurred_at: datetime
    value: str
    revalued: str
    short: str
    cost_estimated: bool
    lots: list[MovedLot]


class StockSettings(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """How an outlet's orders take stock.

    It leaves the ledger when an order is completed. With `reserves_stock` it is set aside from the moment
    the kitchen is told to cook, and what an item that follows the stock lacks is not sold.
    """

    reserves_stock: bool


class WasteReason(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Why something is thrown away; one that is not active is not offered any more."""

    code: ReasonCode
    name: Annotated[str, Meta(min_length=1, max_length=64, examples=["Spoiled"])]
    active: bool = True


class WasteReasons(msgspec.Struct, kw_only=True):
    """The reasons of an outlet, by name."""

    data: list[WasteReason]


class Wasted(msgspec.Struct, kw_only=True):
    """The document of what was thrown away; null where nothing was past its date."""

    document: Document | None
