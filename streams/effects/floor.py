"""What waiters, managers and guests must hear."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from psycopg import AsyncConnection

from chitrail import audiences
from chitrail.envelope import Envelope
from chitrail.errors import InvalidInput
from chitrail.events import (
    AlertChanged,
    OrderStatusChanged,
    PaymentCompleted,
    PaymentFailed,
    StockRanLow,
)
from chitrail.money import format_rupees
from chitrail.states import OrderStatus
from streams.effects import board
from streams.effects.notify import Notice, notify

OF_TICKETS = frozenset({"tickets_slow", "tickets_unseen"})
"""Alerts waiters hear of too: they are the ones who can walk to the kitchen."""

_ORDER = "SELECT number, table_label FROM orders WHERE id = %s AND outlet_id = %s"
_INGREDIENT = "SELECT 1 FROM ingredients WHERE id = %s AND outlet_id = %s"


async def tell_status(
    connection: AsyncConnection[Any], envelope: Envelope, event: OrderStatusChanged
) -> None:
    """Every change to the guest of the order and to the board; that it is ready also to the waiters."""
    where = await _order(connection, event.order_id, event.outlet_id)
    body = {**msgspec.to_builtins(event), **where}
    notices = [
        Notice(
            audiences.guest(event.outlet_id, str(event.order_id)),
            "order_status",
            f"Order {event.number}: {event.status}",
            body,
        )
    ]
    if event.status == OrderStatus.READY:
        title = f"{_called(where)} is ready"
        notices.append(Notice(audiences.floor(event.outlet_id), "order_ready", title, body))
    notices += await board.notices(connection, event.outlet_id, event.order_id)
    await notify(connection, envelope, notices)


async def tell_payment(
    connection: AsyncConnection[Any], envelope: Envelope, event: PaymentCompleted
) -> None:
    """Money came in: the guest knows, waiters may let them go, managers see it."""
    where = await _order(connection, event.order_id, event.outlet_id)
    title = f"{_called(where)}: Rs {format_rupees(event.amount_paise)} received"
    body = {**msgspec.to_builtins(event), **where}
    guest = audiences.guest(event.outlet_id, str(event.order_id))
    paid = {"order_id": str(event.order_id), "amount_paise": event.amount_paise}
    further = [Notice(guest, "payment_received", title, paid)]
    await _tell_staff(connection, envelope, "payment_received", title, body, further)


async def tell_failed_payment(
    connection: AsyncConnection[Any], envelope: Envelope, event: PaymentFailed
) -> None:
    """A payment failed: waiters must ask again, managers see it."""
    where = await _order(connection, event.order_id, event.outlet_id)
    title = f"{_called(where)}: payment of Rs {format_rupees(event.amount_paise)} failed"
    await _tell_staff(
        connection, envelope, "payment_failed", title, {**msgspec.to_builtins(event), **where}
    )


async def tell_low_stock(
    connection: AsyncConnection[Any], envelope: Envelope, event: StockRanLow
) -> None:
    """An ingredient ran low: managers order, waiters stop recommending."""
    cursor = await connection.execute(_INGREDIENT, (event.ingredient_id, event.outlet_id))
    if await cursor.fetchone() is None:
        raise InvalidInput(
            f"no ingredient {event.ingredient_id} in {event.outlet_id}", field="ingredient_id"
        )
    left = f"{Decimal(event.on_hand).normalize():f}"
    title = f"{event.ingredient_name}: {left} {event.unit} left"
    await _tell_staff(connection, envelope, "low_stock", title, msgspec.to_builtins(event))


async def tell_alert(
    connection: AsyncConnection[Any], envelope: Envelope, event: AlertChanged
) -> None:
    """Something is wrong, or right again: managers see it; waiters hear which ticket waits."""
    audience = audiences.management(event.outlet_id)
    names = [audience]
    if event.kind in OF_TICKETS:
        names.append(audiences.floor(event.outlet_id))
    body = msgspec.to_builtins(event)
    await notify(connection, envelope, [Notice(name, "alert", event.title, body) for name in names])


async def _tell_staff(
    connection: AsyncConnection[Any],
    envelope: Envelope,
    kind: str,
    title: str,
    body: dict[str, Any],
    further: Sequence[Notice] = (),
) -> None:
    outlet_id = envelope.outletid
    names = (audiences.floor(outlet_id), audiences.management(outlet_id))
    notices = [Notice(name, kind, title, body) for name in names]
    await notify(connection, envelope, [*notices, *further])


async def _order(
    connection: AsyncConnection[Any], order_id: UUID, outlet_id: str
) -> dict[str, Any]:
    """Number and table of an order. Raises InvalidInput when the outlet has no such order."""
    row = await (await connection.execute(_ORDER, (order_id, outlet_id))).fetchone()
    if row is None:
        raise InvalidInput(f"no order {order_id} in {outlet_id}", field="order_id")
    return {"number": row[0], "table_label": row[1]}


def _called(where: dict[str, Any]) -> str:
    table = f" for {where['table_label']}" if where["table_label"] else ""
    return f"Order {where['number']}{table}"
