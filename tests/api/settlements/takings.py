"""Money received online, straight into the tables, and what the gateway says about it."""

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg

from chitrail.ids import new_id
from tests.support.restaurant import OUTLET

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Taken:
    """A payment or refund of ours, with its row's id."""

    id: UUID
    payment_id: UUID
    order_id: UUID
    entity_id: str
    type: str
    amount: int
    fee: int
    tax: int
    at: datetime


def at(day: int, hour: int = 12, month: int = 4) -> datetime:
    """An instant of April 2026, by the clock of UTC; the 1st is a Wednesday."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


def agreed(amount: int) -> tuple[int, int]:
    """Fee and the GST in it: 2 % and 18 % of that."""
    fee = (amount * 200 + 5_000) // 10_000
    tax = (fee * 18 + 50) // 100
    return fee + tax, tax


def payment(
    connection: psycopg.Connection,
    amount: int,
    when: datetime,
    *,
    entity_id: str = "",
    outlet: str = OUTLET,
    fee: tuple[int, int] | None = None,
    status: str = "COMPLETED",
    know_fee: bool = True,
) -> Taken:
    """An order paid online at that moment."""
    order_id, payment_id, number = new_id(), new_id(), next(_numbers)
    entity_id = entity_id or f"pay_Test{number:010d}"
    whole = fee or agreed(amount)
    settled = amount if status == "COMPLETED" else 0
    with connection.transaction():
        connection.execute(
            "INSERT INTO orders (id, outlet_id, number, business_date, order_type, status,"
            " subtotal_paise, total_paise, settled_paise, placed_at)"
            " VALUES (%s, %s, %s, %s, 'TAKEAWAY', 'SERVED', %s, %s, %s, %s)",
            (order_id, outlet, number, when.date(), amount, amount, settled, when),
        )
        connection.execute(
            "INSERT INTO payments (id, order_id, outlet_id, business_date, amount_paise,"
            " payment_method, status, razorpay_payment_id, fee_paise, fee_tax_paise, created_at,"
            " completed_at) VALUES (%s, %s, %s, %s, %s, 'RAZORPAY', %s, %s, %s, %s, %s, %s)",
            (
                *(payment_id, order_id, outlet, when.date(), amount, status, entity_id),
                *(whole if know_fee else (None, None)),
                *(when, when if settled else None),
            ),
        )
    return Taken(payment_id, payment_id, order_id, entity_id, "payment", amount, *whole, when)


def refund(
    connection: psycopg.Connection, paid: Taken, amount: int, when: datetime, entity_id: str = ""
) -> Taken:
    """Part of a payment given back at that moment."""
    refund_id = new_id()
    entity_id = entity_id or f"rfnd_Test{next(_numbers):010d}"
    with connection.transaction():
        connection.execute(
            "INSERT INTO refunds (id, payment_id, order_id, outlet_id, business_date, amount_paise,"
            " status, razorpay_refund_id, requested_by, created_at, processed_at)"
            " SELECT %s, id, order_id, outlet_id, %s, %s, 'PROCESSED', %s, 'manager', %s, %s"
            " FROM payments WHERE id = %s",
            (refund_id, when.date(), amount, entity_id, when, when, paid.payment_id),
        )
        connection.execute(
            "UPDATE payments SET refunded_paise = refunded_paise + %s, status = CASE WHEN"
            " refunded_paise + %s = amount_paise THEN 'REFUNDED' ELSE 'PARTIALLY_REFUNDED' END"
            " WHERE id = %s",
            (amount, amount, paid.payment_id),
        )
        connection.execute(
            "UPDATE orders SET refunded_paise = refunded_paise + %s WHERE id = %s",
            (amount, paid.order_id),
        )
    return Taken(refund_id, paid.payment_id, paid.order_id, entity_id, "refund", amount, 0, 0, when)


def settled(taken: Taken, settlement_id: str, when: datetime, **changes: Any) -> dict[str, Any]:
    """The gateway's item for it."""
    is_payment = taken.type == "payment"
    return {
        "entity_id": taken.entity_id,
        "type": taken.type,
        "debit": 0 if is_payment else taken.amount,
        "credit": taken.amount - taken.fee if is_payment else 0,
        "amount": taken.amount,
        "currency": "INR",
        "fee": taken.fee,
        "tax": taken.tax,
        "on_hold": False,
        "settled": True,
        "created_at": int(taken.at.timestamp()),
        "settled_at": int(when.timestamp()),
        "settlement_id": settlement_id,
        "description": "a bill, with a comma",
        "notes": "{}",
        "settlement_utr": "1568176960vxp0rj",
        "method": "upi",
        **changes,
    }
