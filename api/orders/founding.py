"""A new order out of dishes that another order had."""

from uuid import UUID

from sqlalchemy import insert as plain_insert
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from api.orders.change import OrderChange, ordered_line
from api.orders.models import OrderStatusEvent
from api.orders.placing import OrderIdTaken, staff_id
from api.orders.queries import ORDERS
from chitrail import events
from chitrail.ids import new_id
from chitrail.states import OrderStatus

_NUMBER = text("""
INSERT INTO order_counters AS c (outlet_id, business_date, last_number)
VALUES (:outlet_id, :business_date, 1)
ON CONFLICT (outlet_id, business_date) DO UPDATE SET last_number = c.last_number + 1
RETURNING last_number
""")


def found_order(source: OrderChange, order_id: UUID | None, table_label: str | None) -> UUID:
    """An order of the day and the kind of `source`, without a dish yet. Raises OrderIdTaken."""
    row = source.row
    place = {"outlet_id": row.outlet_id, "business_date": row.business_date}
    number = source.connection.execute(_NUMBER, place).scalar_one()
    columns = {
        "id": order_id or new_id(),
        **place,
        "number": number,
        "order_type": row.order_type,
        "table_label": row.table_label if table_label is None else table_label,
        "status": OrderStatus.PLACED,
        "currency": row.currency,
        "subtotal_paise": 0,
        "total_paise": 0,
        "note": row.note,
        "prices_include_tax": row.prices_include_tax,
        "service_charge_bp": row.service_charge_bp,
        "customer": row.customer,
        "promised_at": row.promised_at,
        "rushed_at": row.rushed_at,
        "rushed_by": row.rushed_by,
        "version": 0,
        "seq": 0,
        "placed_by": staff_id(source.actor),
        "placed_at": row.placed_at,
    }
    made = insert(ORDERS).values(columns).on_conflict_do_nothing(index_elements=["id"])
    founded = source.connection.execute(made.returning(ORDERS.c.id)).scalar()
    if founded is None:
        raise OrderIdTaken("another order has this id", field="id")
    return UUID(str(founded))


def tell_founded(fresh: OrderChange) -> None:
    """Begin the history of an order that has its dishes, and tell it as placed."""
    fresh.tell(
        events.OrderPlaced(
            order_id=fresh.row.id,
            outlet_id=fresh.row.outlet_id,
            number=fresh.row.number,
            business_date=fresh.row.business_date,
            order_type=fresh.row.order_type,
            table_label=fresh.row.table_label,
            total_paise=fresh.row.total_paise,
            placed_at=fresh.row.placed_at,
            lines=[ordered_line(line) for line in fresh.standing_lines],
            tickets=[fresh.ticket(ticket_id) for ticket_id in fresh.tickets],
        )
    )
    fresh.connection.execute(
        plain_insert(OrderStatusEvent),
        {
            "order_id": fresh.row.id,
            "seq": fresh.row.seq,
            "outlet_id": fresh.row.outlet_id,
            "previous_status": None,
            "status": OrderStatus.PLACED,
            "actor": fresh.actor.subject,
            "occurred_at": fresh.at,
        },
    )
