"""The usual cash payment, a bill paid in one piece: read once, written once, without a transaction around."""

import logging
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.exc import DBAPIError

from api.database import Database, sqlstate
from api.idempotency import Key
from api.payments.allocation import Pieces
from api.payments.asking import cash_for, part_of_due
from api.payments.cash_statements import READ_BILL, TAKE_CASH
from api.payments.schemas import CashRequest, Payment
from api.payments.telling import SOURCE
from api.reply import Encoded, encode
from chitrail import events
from chitrail.clock import business_date, now
from chitrail.errors import ChitrailError
from chitrail.ids import new_id
from chitrail.money import format_rupees
from chitrail.outbox import outbox_row
from chitrail.states import PaymentStatus
from chitrail.tokens import Actor

log = logging.getLogger(__name__)

MEANWHILE = ("23", "55P03")
"""A key, an order or a drawer that is not as it was read any more, or is locked by somebody."""


class Bill(msgspec.Struct, frozen=True):
    """What is known of an order before its cash is taken."""

    version: int
    due_paise: int
    currency: str
    zone: str
    cutover_hour: int
    is_split: bool
    shifts: list[UUID]


_BILL = msgspec.json.Decoder(Bill)


def confirm(database: Database, actor: Actor, request: CashRequest, key: Key) -> Encoded | None:
    """The payment, or None with nothing changed when it is not the usual case.

    Refusals, repetitions, split bills and whatever changes at the same moment are left to the transaction
    that holds the order's lock: it looks for the key's answer first and knows why it says no.
    """
    given = {
        "order_id": request.order_id,
        "outlet_id": actor.outlet_id,
        "drawer": request.drawer,
    }
    try:
        with database.autocommit() as connection:
            found = connection.execute(READ_BILL, given).scalar()
            if found is None:
                return None
            bill = _BILL.decode(found)
            if not _is_usual(bill, request):
                return None
            answer, row = _taken(actor, request, bill)
            connection.execute(TAKE_CASH, {**key.row, **row})
    except ChitrailError:
        return None
    except DBAPIError as error:
        if not sqlstate(error).startswith(MEANWHILE):
            raise
        log.info("cash for order %s is taken under its lock: %s", request.order_id, sqlstate(error))
        return None
    return answer


def _is_usual(bill: Bill, request: CashRequest) -> bool:
    one_till = len(bill.shifts) == 1 or (not bill.shifts and request.drawer is None)
    return bill.due_paise > 0 and not bill.is_split and request.part_id is None and one_till


def _taken(actor: Actor, request: CashRequest, bill: Bill) -> tuple[Encoded, dict[str, Any]]:
    """The answer, and the parameters of TAKE_CASH. Raises InvalidInput."""
    pieces, tendered = cash_for(request, part_of_due(request.amount, bill.due_paise))
    at = now()
    payment = _payment(actor, request, bill, pieces, tendered, at)
    answer = encode(payment, 200)
    return answer, {
        "status": answer.status,
        "body": answer.body,
        "headers": answer.headers_json,
        "order_id": request.order_id,
        "version": bill.version,
        "shift_id": payment.shift_id,
        "movement_id": new_id(),
        "payment_id": payment.id,
        "outlet_id": actor.outlet_id,
        "business_date": payment.business_date,
        "currency": bill.currency,
        "sale_paise": pieces.sale,
        "tip_paise": pieces.tip,
        "rounding_paise": pieces.rounding,
        "amount_paise": pieces.total,
        "tendered_paise": tendered,
        "change_paise": tendered - pieces.total,
        "confirmed_by": actor.name,
        "actor": actor.subject,
        "at": at,
        **_events(payment, pieces.total, at),
    }


def _payment(
    actor: Actor, request: CashRequest, bill: Bill, pieces: Pieces, tendered: int, at: datetime
) -> Payment:
    return Payment(
        id=new_id(),
        order_id=request.order_id,
        outlet_id=actor.outlet_id,
        business_date=business_date(at, bill.zone, bill.cutover_hour),
        amount=format_rupees(pieces.total),
        currency=bill.currency,
        payment_method="CASH",
        status=PaymentStatus.COMPLETED,
        razorpay_order_id=None,
        razorpay_payment_id=None,
        confirmed_by=actor.name,
        confirmed_at=at,
        tendered=format_rupees(tendered),
        change=format_rupees(tendered - pieces.total),
        applied=format_rupees(pieces.sale),
        tip=format_rupees(pieces.tip),
        rounding=format_rupees(pieces.rounding),
        surplus=format_rupees(0),
        refunded=format_rupees(0),
        part_id=None,
        shift_id=bill.shifts[0] if bill.shifts else None,
        duplicate_of=None,
        gateway_method=None,
        razorpay_qr_id=None,
        qr_image_url=None,
        upi_intent=None,
        failure_reason="",
        version=2,
        created_at=at,
        completed_at=at,
    )


def _events(payment: Payment, paise: int, at: datetime) -> dict[str, Any]:
    """The same two events as of a payment that was pending first."""
    facts: dict[str, Any] = {
        "payment_id": payment.id,
        "order_id": payment.order_id,
        "outlet_id": payment.outlet_id,
        "business_date": payment.business_date,
        "payment_method": "CASH",
        "amount_paise": paise,
        "occurred_at": at,
    }
    created = events.PaymentCreated(**facts, status=PaymentStatus.PENDING)
    completed = events.PaymentCompleted(
        **facts,
        status=PaymentStatus.COMPLETED,
        razorpay_payment_id=None,
        confirmed_by=payment.confirmed_by,
    )
    first, second = (
        outbox_row(
            event,
            outlet_id=payment.outlet_id,
            aggregate_id=str(payment.id),
            sequence=sequence,
            source=SOURCE,
            occurred_at=at,
        )
        for sequence, event in enumerate((created, completed), start=1)
    )
    return {
        "aggregate_id": first["aggregate_id"],
        "message_key": first["message_key"],
        "created_id": first["event_id"],
        "created_topic": first["topic"],
        "created": first["envelope"],
        "completed_id": second["event_id"],
        "completed_topic": second["topic"],
        "completed": second["envelope"],
    }
