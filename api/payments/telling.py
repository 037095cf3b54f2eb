"""What is written beside every change of a payment: its history, and its event in the outbox."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from api.models import AnyRow
from api.outbox.writer import append
from api.payments.models import PaymentStatusEvent
from chitrail.events import Event
from chitrail.outbox import outbox_row

SOURCE = "chitrail/api"


def remember(
    connection: Connection, payment: AnyRow, previous: str | None, actor: str, at: datetime
) -> None:
    """A row of the payment's history, numbered by its version."""
    row = {
        "payment_id": payment.id,
        "seq": payment.version,
        "outlet_id": payment.outlet_id,
        "previous_status": previous,
        "status": payment.status,
        "actor": actor,
        "occurred_at": at,
    }
    connection.execute(insert(PaymentStatusEvent), row)


def say(connection: Connection, payment: AnyRow, event: Event, at: datetime) -> None:
    """An event of the payment, numbered by its `seq`."""
    row = outbox_row(
        event,
        outlet_id=payment.outlet_id,
        aggregate_id=str(payment.id),
        sequence=payment.seq,
        source=SOURCE,
        occurred_at=at,
    )
    append(connection, [row])


def facts(payment: AnyRow, at: datetime) -> dict[str, Any]:
    """The fields that all payment events share."""
    return {
        "payment_id": payment.id,
        "order_id": payment.order_id,
        "outlet_id": payment.outlet_id,
        "business_date": payment.business_date,
        "payment_method": payment.payment_method,
        "amount_paise": payment.amount_paise,
        "status": payment.status,
        "occurred_at": at,
    }
