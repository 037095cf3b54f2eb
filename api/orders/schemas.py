"""What the routes of orders take and give. Money is a decimal string of rupees."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from api.paging import PageQuery

OrderType = Literal["DINE_IN", "TAKEAWAY", "DELIVERY"]
Status = Literal["PLACED", "CONFIRMED", "PREPARING", "READY", "SERVED", "COMPLETED", "CANCELLED"]
Note = Annotated[str, Meta(max_length=200, examples=["no onion"])]


class LineRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A dish to order, by id or by code."""

    quantity: Annotated[int, Meta(ge=1, le=1000, examples=[2])]
    item_id: UUID | None = None
    item_code: Annotated[str, Meta(max_length=64, examples=["dal-makhani"])] | None = None
    note: Note = ""


class OrderRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """An order as a waiter takes it; `id` may be made by the client."""

    order_type: Annotated[OrderType, Meta(examples=["DINE_IN"])]
    lines: Annotated[list[LineRequest], Meta(min_length=1, max_length=100)]
    id: UUID | None = None
    table_label: Annotated[str, Meta(max_length=32, examples=["T4"])] = ""
    note: Note = ""


class OrderLine(msgspec.Struct, kw_only=True):
    """A dish on an order, with the price it had when it was ordered."""

    id: UUID
    line_no: int
    item_id: UUID
    item_code: str
    item_name: str
    station: str
    quantity: int
    unit_price: str
    total: str
    note: str


class OrderTicket(msgspec.Struct, kw_only=True):
    """One station's part of an order."""

    id: UUID
    station: str
    status: str
    version: int


class Order(msgspec.Struct, kw_only=True):
    """An order and what is paid of it. `due` is what is left to pay."""

    id: UUID
    outlet_id: str
    number: int
    business_date: date
    order_type: str
    table_label: str
    status: str
    currency: str
    subtotal: str
    cgst: str
    sgst: str
    round_off: str
    total: str
    settled: str
    refunded: str
    due: str
    note: str
    cancel_reason: str
    version: int
    placed_by: UUID | None
    placed_at: datetime
    completed_at: datetime | None
    cancelled_at: datetime | None
    lines: list[OrderLine]
    tickets: list[OrderTicket]


class OrderQuery(PageQuery, forbid_unknown_fields=True, kw_only=True):
    """Which orders to list."""

    status: Status | None = None
    business_date: date | None = None


class AdvanceOrder(msgspec.Struct, forbid_unknown_fields=True):
    """Where to; without `to`, the next status."""

    to: Literal["CONFIRMED", "PREPARING", "READY", "SERVED"] | None = None


class CompleteOrder(msgspec.Struct, forbid_unknown_fields=True):
    """Nothing to say."""


class CancelOrder(msgspec.Struct, forbid_unknown_fields=True):
    """Why it is cancelled."""

    reason: Annotated[str, Meta(min_length=1, max_length=200, examples=["guest left"])]
