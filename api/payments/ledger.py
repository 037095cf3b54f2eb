"""The one way a payment changes: under the lock of its order, along its state machine, with its event.

Verification, webhooks, cash and refunds all come through here, so they cannot disagree.
"""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from sqlalchemy import Connection, insert, update

from api.models import AnyRow
from api.orders import queries as orders
from api.orders.queries import ORDERS
from api.outbox.writer import append
from api.outlets.service import trading_day
from api.payments import queries
from api.payments.models import PaymentStatusEvent
from api.payments.queries import PAYMENTS, RECEIVED
from chitrail import events
from chitrail.clock import now
from chitrail.errors import Conflict, NotFound
from chitrail.events import Event
from chitrail.ids import new_id
from chitrail.outbox import outbox_row
from chitrail.states import PaymentStatus, check_edge

SOURCE = "chitrail/api"


class Surplus(Conflict):
    """Money came for an order that can take no more: it is settled or cancelled."""

    code = "payment-surplus"
    title = "The order is already settled"


class PaymentLedger:
    """One order, locked in one transaction, and what happens to its payments."""

    def __init__(self, connection: Connection, order: AnyRow, actor: str) -> None:
        self.connection = connection
        self.order = order
        self.actor = actor
        self.at: datetime = now()

    @classmethod
    def of(cls, connection: Connection, outlet_id: str, order_id: UUID, actor: str) -> Self:
        """Lock an order of an outlet. Raises NotFound."""
        row = orders.order(connection, outlet_id, order_id, lock=True)
        if row is None:
            raise NotFound(f"there is no order {order_id}")
        return cls(connection, row, actor)

    @property
    def due_paise(self) -> int:
        """What is left to pay; nothing of a cancelled order."""
        cancelled = self.order.status == "CANCELLED"
        return 0 if cancelled else int(self.order.total_paise - self.order.settled_paise)

    def payment(self, payment_id: UUID) -> AnyRow:
        """A payment of this order as it is now. Raises NotFound."""
        row = queries.payment(self.connection, self.order.outlet_id, payment_id)
        if row is None or row.order_id != self.order.id:
            raise NotFound(f"there is no payment {payment_id}")
        return row

    def begin(self, method: str, amount_paise: int, **columns: Any) -> AnyRow:
        """A new payment, PENDING, with payment.created."""
        row = {
            "id": new_id(),
            "order_id": self.order.id,
            "outlet_id": self.order.outlet_id,
            "business_date": trading_day(self.connection, self.order.outlet_id, self.at),
            "amount_paise": amount_paise,
            "currency": self.order.currency,
            "payment_method": method,
            "status": PaymentStatus.PENDING,
            "created_at": self.at,
            "seq": 1,
            **columns,
        }
        payment = self.connection.execute(insert(PAYMENTS).values(row).returning(PAYMENTS)).one()
        self._remember(payment, None)
        self._say(payment, events.PaymentCreated(**self._facts(payment)))
        return payment

    def move(self, payment: AnyRow, target: PaymentStatus, **columns: Any) -> AnyRow:
        """Take a payment to a status that has no event of its own (PROCESSING, UNKNOWN)."""
        return self._step(payment, target, 0, columns)

    def complete(self, payment: AnyRow, **columns: Any) -> AnyRow:
        """Money was received: COMPLETED, and the order is settled by the amount.

        A payment that is received already is given back unchanged. Raises Surplus when the order can take
        no more, IllegalTransition.
        """
        if payment.status in RECEIVED:
            return payment
        if payment.amount_paise > self.due_paise:
            raise Surplus(f"order {self.order.number} has only {self.due_paise} paise to pay")
        done = self._step(payment, PaymentStatus.COMPLETED, 1, {"completed_at": self.at, **columns})
        self._change_order(settled_paise=ORDERS.c.settled_paise + payment.amount_paise)
        event = events.PaymentCompleted(
            **self._facts(done),
            razorpay_payment_id=done.razorpay_payment_id,
            confirmed_by=done.confirmed_by,
        )
        self._say(done, event)
        return done

    def fail(self, payment: AnyRow, reason: str, **columns: Any) -> AnyRow:
        """The attempt failed; one that has failed already is given back unchanged."""
        if payment.status == PaymentStatus.FAILED:
            return payment
        failed = self._step(payment, PaymentStatus.FAILED, 1, {"failure_reason": reason, **columns})
        self._say(failed, events.PaymentFailed(**self._facts(failed), reason=reason))
        return failed

    def reserve_refund(self, payment: AnyRow, amount_paise: int) -> AnyRow:
        """Set an amount aside before the gateway is asked; the database refuses more than was paid."""
        change = update(PAYMENTS).where(PAYMENTS.c.id == payment.id)
        change = change.values(
            refund_pending_paise=PAYMENTS.c.refund_pending_paise + amount_paise,
            version=PAYMENTS.c.version + 1,
            updated_at=self.at,
        )
        return self.connection.execute(change.returning(PAYMENTS)).one()

    def release_refund(self, payment: AnyRow, amount_paise: int) -> AnyRow:
        """The refund failed; the amount can be refunded again."""
        return self.reserve_refund(payment, -amount_paise)

    def refunded(self, payment: AnyRow, refund_id: UUID, amount_paise: int) -> AnyRow:
        """A reserved amount went back to the guest."""
        whole = payment.refunded_paise + amount_paise == payment.amount_paise
        target = PaymentStatus.REFUNDED if whole else PaymentStatus.PARTIALLY_REFUNDED
        columns = {
            "refunded_paise": PAYMENTS.c.refunded_paise + amount_paise,
            "refund_pending_paise": PAYMENTS.c.refund_pending_paise - amount_paise,
        }
        done = self._step(payment, target, 1, columns)
        self._change_order(refunded_paise=ORDERS.c.refunded_paise + amount_paise)
        event = events.PaymentRefunded(
            **self._facts(done), refund_id=refund_id, refund_paise=amount_paise
        )
        self._say(done, event)
        return done

    def _step(
        self, payment: AnyRow, target: PaymentStatus, said: int, columns: dict[str, Any]
    ) -> AnyRow:
        check_edge("payment", PaymentStatus(payment.status), target)
        change = update(PAYMENTS).where(PAYMENTS.c.id == payment.id)
        change = change.values(
            status=target,
            version=PAYMENTS.c.version + 1,
            seq=PAYMENTS.c.seq + said,
            updated_at=self.at,
            **columns,
        )
        row = self.connection.execute(change.returning(PAYMENTS)).one()
        self._remember(row, payment.status)
        return row

    def _change_order(self, **columns: Any) -> None:
        change = update(ORDERS).where(ORDERS.c.id == self.order.id)
        change = change.values(version=ORDERS.c.version + 1, updated_at=self.at, **columns)
        self.order = self.connection.execute(change.returning(ORDERS)).one()

    def _remember(self, payment: AnyRow, previous: str | None) -> None:
        row = {
            "payment_id": payment.id,
            "seq": payment.version,
            "outlet_id": payment.outlet_id,
            "previous_status": previous,
            "status": payment.status,
            "actor": self.actor,
            "occurred_at": self.at,
        }
        self.connection.execute(insert(PaymentStatusEvent), row)

    def _facts(self, payment: AnyRow) -> dict[str, Any]:
        return {
            "payment_id": payment.id,
            "order_id": payment.order_id,
            "outlet_id": payment.outlet_id,
            "business_date": payment.business_date,
            "payment_method": payment.payment_method,
            "amount_paise": payment.amount_paise,
            "status": payment.status,
            "occurred_at": self.at,
        }

    def _say(self, payment: AnyRow, event: Event) -> None:
        row = outbox_row(
            event,
            outlet_id=payment.outlet_id,
            aggregate_id=str(payment.id),
            sequence=payment.seq,
            source=SOURCE,
            occurred_at=self.at,
        )
        append(self.connection, [row])
