"""What the routes of orders take and give. Money is a decimal string of rupees."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from api.discounts.schemas import AppliedPromotion, CouponCode, Customer, RefusedPromotion
from api.orders.choice_schemas import ComboChoiceRequest, Disposition, Modifiers
from api.paging import PageQuery

OrderType = Literal["DINE_IN", "TAKEAWAY", "DELIVERY"]
Status = Literal["PLACED", "CONFIRMED", "PREPARING", "READY", "SERVED", "COMPLETED", "CANCELLED"]
CouponCodes = Annotated[list[CouponCode], Meta(max_length=5)]
Note = Annotated[str, Meta(max_length=200, examples=["no onion"])]
Approval = Annotated[str, Meta(max_length=200)]


Seat = Annotated[int, Meta(ge=1, le=99, examples=[2])]
Course = Annotated[int, Meta(ge=1, le=9, examples=[1])]


class LineRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A dish to order, by id or by code; of a combo, one of `choices` for each part.

    Without a `course` it is of its item's.

    One of a course is cooked when its course is fired: the first at once, later ones when the table is ready
    for them. `hold` says otherwise: true makes the course wait (the first, where none is named), false not.
    """

    quantity: Annotated[int, Meta(ge=1, le=1000, examples=[2])]
    item_id: UUID | None = None
    item_code: Annotated[str, Meta(max_length=64, examples=["dal-makhani"])] | None = None
    note: Note = ""
    modifiers: Modifiers = []
    choices: Annotated[list[ComboChoiceRequest], Meta(max_length=10)] = []
    seat: Seat | None = None
    course: Course | None = None
    hold: bool | None = None


class QuoteRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Dishes to price; `coupon_codes` are what the guest shows, `customer` what the house knows them by."""

    order_type: Annotated[OrderType, Meta(examples=["DINE_IN"])]
    lines: Annotated[list[LineRequest], Meta(min_length=1, max_length=100)]
    coupon_codes: CouponCodes = []
    customer: Customer = ""


class OrderRequest(QuoteRequest, forbid_unknown_fields=True, kw_only=True):
    """An order as a waiter takes it; `id` may be made by the client.

    A coupon that cannot be used is refused with the reason; quote first to see what applies. `promised_at` is
    when a guest was told to come for it.
    """

    id: UUID | None = None
    table_label: Annotated[str, Meta(max_length=32, examples=["T4"])] = ""
    note: Note = ""
    guests: Annotated[int, Meta(ge=1, le=500, examples=[4])] | None = None
    promised_at: Annotated[datetime, Meta(tz=True)] | None = None


class ChosenModifier(msgspec.Struct, kw_only=True):
    """A modifier as it was when it was ordered, `quantity` times a portion; `price` is of one."""

    group_code: str
    code: str
    name: str
    quantity: int
    price: str


class OrderLine(msgspec.Struct, kw_only=True):
    """A dish on an order, with the price it had when it was ordered; one that is void costs nothing.

    `unit_price` is with its modifiers, `total` unit price times quantity; discount, service charge and taxes
    are this line's shares. Lines of one combo have its `combo_id` in common.
    """

    id: UUID
    line_no: int
    item_id: UUID
    item_code: str
    item_name: str
    station: str
    quantity: int
    unit_price: str
    total: str
    discount: str
    service_charge: str
    cgst: str
    sgst: str
    note: str
    voided: bool
    void_reason: str
    modifiers: list[ChosenModifier]
    seat: int | None
    course: int | None
    combo_id: UUID | None
    combo_name: str


class OrderTicket(msgspec.Struct, kw_only=True):
    """One station's part of a course; what was ordered later has a ticket of a later round.

    `fired_at` is when the kitchen was told to cook it; null while it is HELD.
    """

    id: UUID
    station: str
    round: int
    course: int | None
    status: str
    version: int
    fired_at: datetime | None


class AppliedDiscount(msgspec.Struct, kw_only=True):
    """What a promotion, or staff by hand, takes off an order; `promotion_id` is null for staff."""

    promotion_id: UUID | None
    name: str
    coupon_code: str
    amount: str
    explanation: str


class Order(msgspec.Struct, kw_only=True):
    """An order and what is paid of it. `due` is what is left to pay.

    total = subtotal - discount + service_charge - tax_included + cgst + sgst + round_off. `tax_included` is
    cgst + sgst where the prices have them in them, else 0.
    """

    id: UUID
    outlet_id: str
    number: int
    business_date: date
    order_type: str
    table_label: str
    status: str
    currency: str
    subtotal: str
    discount: str
    service_charge: str
    tax_included: str
    cgst: str
    sgst: str
    round_off: str
    total: str
    settled: str
    refunded: str
    due: str
    note: str
    guests: int | None
    promised_at: datetime | None
    rushed_at: datetime | None
    cancel_reason: str
    version: int
    placed_by: UUID | None
    placed_at: datetime
    completed_at: datetime | None
    cancelled_at: datetime | None
    coupon_codes: list[str]
    customer: str
    discounts: list[AppliedDiscount]
    lines: list[OrderLine]
    tickets: list[OrderTicket]


class QuoteLine(msgspec.Struct, kw_only=True):
    """A dish with its modifiers, and its share of everything."""

    item_id: UUID
    item_code: str
    item_name: str
    quantity: int
    unit_price: str
    total: str
    discount: str
    service_charge: str
    cgst: str
    sgst: str
    modifiers: list[ChosenModifier]


class Quote(msgspec.Struct, kw_only=True):
    """What an order would cost now. Nothing is kept, no coupon is used, and nothing is promised.

    `applied` and `not_applied` explain the discounts.
    """

    currency: str
    lines: list[QuoteLine]
    applied: list[AppliedPromotion]
    not_applied: list[RefusedPromotion]
    subtotal: str
    discount: str
    service_charge: str
    tax_included: str
    cgst: str
    sgst: str
    round_off: str
    total: str


class AddLines(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Dishes ordered later; they hang on tickets of their own."""

    lines: Annotated[list[LineRequest], Meta(min_length=1, max_length=100)]


class ChangeLine(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What to change of a line; what is left out stays. `modifiers` are all the dish shall have."""

    quantity: Annotated[int, Meta(ge=1, le=1000, examples=[3])] | None = None
    note: Note | None = None
    modifiers: Modifiers | None = None
    seat: Seat | None = None
    course: Course | None = None
    approval: Approval | None = None
    stock: Disposition | None = None


class VoidLine(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Why the line is taken off; with a second person's consent where the kitchen has begun it."""

    reason: Annotated[str, Meta(min_length=1, max_length=200, examples=["sent back"])]
    approval: Approval | None = None
    stock: Disposition | None = None


class MoveOrder(msgspec.Struct, forbid_unknown_fields=True):
    """Where the guests sit now."""

    table_label: Annotated[str, Meta(min_length=1, max_length=32, examples=["T7"])]


class MergeOrder(msgspec.Struct, forbid_unknown_fields=True):
    """The order that stays."""

    into: UUID


class HistoryEntry(msgspec.Struct, kw_only=True):
    """A step of an order: a status it took, or a change that was made to it.

    `version` is the order's after a change; null for a status. `details` say what was changed.
    """

    occurred_at: datetime
    actor: str
    kind: str
    version: int | None
    details: dict[str, Any]


class History(msgspec.Struct):
    """Everything that happened to an order, oldest first."""

    order_id: UUID
    data: list[HistoryEntry]


class OrderQuery(PageQuery, forbid_unknown_fields=True, kw_only=True):
    """Which orders to list."""

    status: Status | None = None
    business_date: date | None = None
    order_type: OrderType | None = None
    table_label: Annotated[str, Meta(max_length=32)] | None = None
    number: Annotated[int, Meta(ge=1)] | None = None
    open: Annotated[bool | None, Meta(description="Not completed and not cancelled")] = None


class AdvanceOrder(msgspec.Struct, forbid_unknown_fields=True):
    """Where to; without `to`, the next status."""

    to: Literal["CONFIRMED", "PREPARING", "READY", "SERVED"] | None = None


class CompleteOrder(msgspec.Struct, forbid_unknown_fields=True):
    """Nothing to say."""


class CancelOrder(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Why it is cancelled; with a second person's consent where the kitchen has begun."""

    reason: Annotated[str, Meta(min_length=1, max_length=200, examples=["guest left"])]
    approval: Approval | None = None
    stock: Disposition | None = None
