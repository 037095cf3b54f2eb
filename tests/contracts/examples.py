"""One example of every event: the golden files are these, encoded."""

from datetime import UTC, date, datetime
from uuid import UUID

from chitrail import events

AT = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
DAY = date(2026, 11, 23)
ORDER, LINE, ITEM, RECIPE, TICKET, PAYMENT, REFUND, DOCUMENT, INGREDIENT = (
    UUID(int=number) for number in range(1, 10)
)
OUTLET = "blr-indiranagar"

TICKET_EXAMPLE = events.Ticket(
    ticket_id=TICKET,
    order_id=ORDER,
    outlet_id=OUTLET,
    station="tandoor",
    number=7,
    order_type="DINE_IN",
    table_label="T4",
    status="NEW",
    version=1,
    placed_at=AT,
    fired_at=AT,
    course=1,
    lines=[
        events.TicketLine(
            line_id=LINE,
            item_name="Paneer tikka",
            quantity=2,
            note="less spicy",
            seat=2,
            modifiers=[events.TicketModifier(name="No onion", quantity=1)],
        )
    ],
    changes=[
        events.TicketChange(
            version=2,
            kind="VOIDED",
            changed_at=AT,
            changed_by="Asha",
            position=1,
            before=events.TicketLine(line_id=ITEM, item_name="Naan", quantity=4),
        )
    ],
)
LINE_EXAMPLE = events.OrderLine(
    line_id=LINE,
    item_id=ITEM,
    item_code="paneer-tikka",
    item_name="Paneer tikka",
    quantity=2,
    unit_price_paise=26000,
    total_paise=52000,
    recipe_id=RECIPE,
    note="less spicy",
    seat=2,
    course=1,
    modifiers=[
        events.LineModifier(
            group_code="leave-out", code="no-onion", name="No onion", quantity=1, price_paise=0
        )
    ],
    ingredients=[
        events.LineIngredient(ingredient_id=INGREDIENT, quantity="-20.000", unit="g"),
    ],
)
_ORDER = {"order_id": ORDER, "outlet_id": OUTLET, "number": 7}
_PAYMENT = {
    "payment_id": PAYMENT,
    "order_id": ORDER,
    "outlet_id": OUTLET,
    "business_date": DAY,
    "payment_method": "CASH",
    "amount_paise": 54600,
    "occurred_at": AT,
}

EXAMPLES: list[events.Event] = [
    events.OrderPlaced(
        **_ORDER,
        business_date=DAY,
        order_type="DINE_IN",
        table_label="T4",
        total_paise=54600,
        placed_at=AT,
        lines=[LINE_EXAMPLE],
        tickets=[TICKET_EXAMPLE],
    ),
    events.OrderStatusChanged(
        **_ORDER, previous_status="PLACED", status="PREPARING", changed_at=AT
    ),
    events.TicketChanged(order_id=ORDER, outlet_id=OUTLET, ticket=TICKET_EXAMPLE),
    events.OrderChanged(
        order_id=ORDER,
        outlet_id=OUTLET,
        number=7,
        kind="LINES_ADDED",
        table_label="T4",
        total_paise=54600,
        changed_at=AT,
        lines=[LINE_EXAMPLE],
    ),
    events.OrderCancelled(
        **_ORDER, business_date=DAY, reason="guest left", cancelled_at=AT, tickets=[TICKET_EXAMPLE]
    ),
    events.OrderCompleted(
        **_ORDER, business_date=DAY, total_paise=54600, completed_at=AT, lines=[LINE_EXAMPLE]
    ),
    events.PaymentCreated(**_PAYMENT, status="PENDING"),
    events.PaymentCompleted(**_PAYMENT, status="COMPLETED", confirmed_by="asha"),
    events.PaymentFailed(**_PAYMENT, status="FAILED", reason="card_declined"),
    events.PaymentRefunded(
        **_PAYMENT, status="PARTIALLY_REFUNDED", refund_id=REFUND, refund_paise=10000
    ),
    events.StockDocumentRecorded(
        document_id=DOCUMENT,
        outlet_id=OUTLET,
        kind="RECEIPT",
        business_date=DAY,
        recorded_at=AT,
        lines=[
            events.DocumentLine(
                ingredient_id=INGREDIENT,
                quantity="1500.000",
                unit="g",
                unit_cost_paise=32,
                value_paise="48000.0000",
                lot_code="B-118",
                expires_on=date(2026, 12, 1),
            )
        ],
    ),
    events.StockRanLow(
        outlet_id=OUTLET,
        ingredient_id=INGREDIENT,
        ingredient_code="paneer",
        ingredient_name="Paneer",
        on_hand="900.000",
        reorder_level="1000.000",
        unit="g",
        occurred_at=AT,
    ),
    events.AlertChanged(
        alert_id=PAYMENT,
        outlet_id=OUTLET,
        kind="tickets_slow",
        subject=str(ORDER),
        state="ESCALATED",
        severity="CRITICAL",
        title="Order 42 waits at curry for 26 minutes",
        raised_at=AT,
        changed_at=AT,
    ),
    events.ItemAvailabilityChanged(
        outlet_id=OUTLET,
        item_id=ITEM,
        item_code="paneer-tikka",
        item_name="Paneer Tikka",
        station="tandoor",
        available=False,
        revision=7,
        changed_at=AT,
        because="SOLD_OUT",
        portions_left=0,
        modifiers_out=["toppings/extra-cheese"],
    ),
    events.NotificationCreated(
        outlet_id=OUTLET,
        audience="manager/blr-indiranagar",
        sequence=3,
        kind="low_stock",
        title="Paneer is low",
        created_at=AT,
    ),
]
