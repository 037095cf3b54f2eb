"""Event contracts: what is said on each topic. One class an event, named in the past tense.

Every event travels in a CloudEvents 1.0 JSON envelope (chitrail.envelope). Amounts are integer paise,
quantities are decimal strings with a unit, times are RFC 3339 in UTC. A change gets a new `version` and a
new golden file under tests/contracts; what is added has a default, so that older versions are still read.
"""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

import msgspec

from chitrail.alert_events import AlertChanged
from chitrail.event import Event
from chitrail.menu_events import ItemAvailabilityChanged
from chitrail.stock_events import DocumentLine, StockDocumentRecorded, StockRanLow
from chitrail.tickets import Elsewhere, Ticket, TicketChange, TicketLine, TicketModifier

__all__ = [
    "EVENTS",
    "AlertChanged",
    "DocumentLine",
    "Elsewhere",
    "Event",
    "ItemAvailabilityChanged",
    "LineIngredient",
    "LineModifier",
    "NotificationCreated",
    "OrderCancelled",
    "OrderChanged",
    "OrderCompleted",
    "OrderLine",
    "OrderPlaced",
    "OrderStatusChanged",
    "PaymentCompleted",
    "PaymentCreated",
    "PaymentFailed",
    "PaymentRefunded",
    "StockDocumentRecorded",
    "StockRanLow",
    "Ticket",
    "TicketChange",
    "TicketChanged",
    "TicketLine",
    "TicketModifier",
]


class LineModifier(msgspec.Struct, frozen=True, kw_only=True):
    """What was chosen with a dish, `quantity` times a portion; `price_paise` is of one, or negative."""

    group_code: str
    code: str
    name: str
    quantity: int
    price_paise: int


class LineIngredient(msgspec.Struct, frozen=True, kw_only=True):
    """What a line's modifiers change of a portion's recipe: more of an ingredient or, negative, less."""

    ingredient_id: UUID
    quantity: str
    unit: str


class OrderLine(msgspec.Struct, frozen=True, kw_only=True):
    """A dish on an order, priced with its modifiers.

    `recipe_id` is the recipe version frozen when the line was placed, `ingredients` what the modifiers change
    of it.
    """

    line_id: UUID
    item_id: UUID
    item_code: str
    item_name: str
    quantity: int
    unit_price_paise: int
    total_paise: int
    recipe_id: UUID | None = None
    note: str = ""
    modifiers: list[LineModifier] = []
    ingredients: list[LineIngredient] = []
    seat: int | None = None
    course: int | None = None


class OrderPlaced(Event, frozen=True, kw_only=True):
    """An order was accepted; its tickets hang on the rail."""

    topic: ClassVar[str] = "order.placed"
    version: ClassVar[int] = 5
    order_id: UUID
    outlet_id: str
    number: int
    business_date: date
    order_type: str
    table_label: str
    total_paise: int
    placed_at: datetime
    lines: list[OrderLine]
    tickets: list[Ticket]


class OrderStatusChanged(Event, frozen=True, kw_only=True):
    """An order moved along its state machine (chitrail.states.ORDER_EDGES)."""

    topic: ClassVar[str] = "order.status_changed"
    order_id: UUID
    outlet_id: str
    number: int
    previous_status: str
    status: str
    changed_at: datetime


class TicketChanged(Event, frozen=True, kw_only=True):
    """A ticket changed; carries the whole ticket, so that the newest version alone suffices."""

    topic: ClassVar[str] = "order.ticket_changed"
    version: ClassVar[int] = 5
    order_id: UUID
    outlet_id: str
    ticket: Ticket


class OrderChanged(Event, frozen=True, kw_only=True):
    """Lines, their prices, a course or the table changed; `lines` are those that stand now.

    `kind` is LINES_ADDED, LINE_CHANGED, LINE_VOIDED, MOVED, MERGED, COURSE_FIRED, COURSE_HELD, RUSHED,
    RUSH_ENDED, SPLIT_OFF, SPLIT_FROM, COUPONS_SHOWN, SERVICE_CHARGE, DISCOUNT_GIVEN or DISCOUNT_REMOVED.
    Tickets are told by order.ticket_changed.
    """

    topic: ClassVar[str] = "order.changed"
    version: ClassVar[int] = 3
    order_id: UUID
    outlet_id: str
    number: int
    kind: str
    table_label: str
    total_paise: int
    changed_at: datetime
    lines: list[OrderLine]


class OrderCancelled(Event, frozen=True, kw_only=True):
    """An order was cancelled before completion; its tickets come off the rail."""

    topic: ClassVar[str] = "order.cancelled"
    version: ClassVar[int] = 5
    order_id: UUID
    outlet_id: str
    number: int
    business_date: date
    reason: str
    cancelled_at: datetime
    tickets: list[Ticket]


class OrderCompleted(Event, frozen=True, kw_only=True):
    """An order was served and settled; stock leaves the ledger by the recipes of its lines."""

    topic: ClassVar[str] = "order.completed"
    version: ClassVar[int] = 3
    order_id: UUID
    outlet_id: str
    number: int
    business_date: date
    total_paise: int
    completed_at: datetime
    lines: list[OrderLine]


class _Payment(Event, frozen=True, kw_only=True):
    payment_id: UUID
    order_id: UUID
    outlet_id: str
    business_date: date
    payment_method: str
    amount_paise: int
    status: str
    occurred_at: datetime


class PaymentCreated(_Payment, frozen=True, kw_only=True):
    """A payment was begun."""

    topic: ClassVar[str] = "payment.created"


class PaymentCompleted(_Payment, frozen=True, kw_only=True):
    """Money was received: captured by the gateway or counted by a waiter."""

    topic: ClassVar[str] = "payment.completed"
    razorpay_payment_id: str | None = None
    confirmed_by: str | None = None


class PaymentFailed(_Payment, frozen=True, kw_only=True):
    """The attempt failed; a late authorisation may still complete it."""

    topic: ClassVar[str] = "payment.failed"
    reason: str = ""


class PaymentRefunded(_Payment, frozen=True, kw_only=True):
    """Money went back; `refund_paise` is this refund, `amount_paise` the whole payment."""

    topic: ClassVar[str] = "payment.refund"
    refund_id: UUID
    refund_paise: int


class NotificationCreated(Event, frozen=True, kw_only=True):
    """Somebody must know something; `sequence` is gapless per audience."""

    topic: ClassVar[str] = "notification.created"
    outlet_id: str
    audience: str
    sequence: int
    kind: str
    title: str
    created_at: datetime


EVENTS: dict[str, type[Event]] = {
    event.topic: event
    for event in (
        OrderPlaced,
        OrderStatusChanged,
        TicketChanged,
        OrderChanged,
        OrderCancelled,
        OrderCompleted,
        PaymentCreated,
        PaymentCompleted,
        PaymentFailed,
        PaymentRefunded,
        StockDocumentRecorded,
        StockRanLow,
        ItemAvailabilityChanged,
        AlertChanged,
        NotificationCreated,
    )
}
