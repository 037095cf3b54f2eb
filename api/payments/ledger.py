"""The one way a payment changes: under the lock of its order, along its state machine, with its event.

Verification, webhooks, the janitor, cash and refunds all come through here, so they cannot disagree.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

from sqlalchemy import Connection, insert, update

from api.models import AnyRow
from api.orders import queries as orders
from api.orders.queries import ORDERS
from api.outlets.service import trading_day
from api.payments import queries, refund_rows
from api.payments.allocation import Pieces, fill, received_pieces
from api.payments.queries import PAYMENTS, RECEIVED
from api.payments.telling import facts, remember, say
from api.splits import queries as splits
from chitrail import events
from chitrail.clock import now
from chitrail.errors import NotFound
from chitrail.ids import named_id, new_id
from chitrail.states import PaymentStatus, check_edge

LOOK_BACK = timedelta(minutes=15)
SURPLUS_REASON = "paid more than the order could take"


class PaymentLedger:
    """One order, locked in one transaction, and what happens to its payments."""

    def __init__(self, connection: Connection, order: AnyRow, actor: str) -> None:
        self.connection = connection
        self.order = order
        self.actor = actor
        self.at: datetime = now()
        self._parts: Sequence[AnyRow] | None = None

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

    @property
    def parts(self) -> Sequence[AnyRow]:
        """The parts of a split bill as they are now."""
        if self._parts is None:
            self._parts = splits.parts(self.connection, self.order.id)
        return self._parts

    def room(self, part_id: UUID | None) -> int:
        """Paise the order, or this part of it, can still take."""
        for part in self.parts if part_id else ():
            if part.id == part_id:
                return min(self.due_paise, int(part.amount_paise - part.settled_paise))
        return self.due_paise

    def payment(self, payment_id: UUID) -> AnyRow:
        """A payment of this order as it is now. Raises NotFound."""
        row = queries.payment(self.connection, self.order.outlet_id, payment_id)
        if row is None or row.order_id != self.order.id:
            raise NotFound(f"there is no payment {payment_id}")
        return row

    def begin(self, method: str, asked: Pieces, **columns: Any) -> AnyRow:
        """A new payment, PENDING, with payment.created."""
        row = {
            "id": new_id(),
            "order_id": self.order.id,
            "outlet_id": self.order.outlet_id,
            "business_date": trading_day(self.connection, self.order.outlet_id, self.at),
            "amount_paise": asked.total,
            "tip_paise": asked.tip,
            "rounding_paise": asked.rounding,
            "surplus_paise": asked.surplus,
            "currency": self.order.currency,
            "payment_method": method,
            "status": PaymentStatus.PENDING,
            "created_at": self.at,
            "seq": 1,
            **columns,
        }
        payment = self.connection.execute(insert(PAYMENTS).values(row).returning(PAYMENTS)).one()
        remember(self.connection, payment, None, self.actor, self.at)
        self._say(payment, events.PaymentCreated(**facts(payment, self.at)))
        return payment

    def write(self, payment: AnyRow, **columns: Any) -> AnyRow:
        """Set columns that are no step of the state machine."""
        change = update(PAYMENTS).where(PAYMENTS.c.id == payment.id).values(columns)
        return self.connection.execute(change.returning(PAYMENTS)).one()

    def move(self, payment: AnyRow, target: PaymentStatus, **columns: Any) -> AnyRow:
        """Take a payment to a status that has no event of its own (PROCESSING, UNKNOWN)."""
        return self._step(payment, target, 0, columns)

    def complete(self, payment: AnyRow, **columns: Any) -> AnyRow:
        """Money was received: COMPLETED, and the order is settled by what it can take of it.

        The rest is surplus, and a refund of it is reserved in the same breath. A payment that is received
        already is given back unchanged. Raises IllegalTransition.
        """
        if payment.status in RECEIVED:
            return payment
        asked = Pieces(
            payment.applied_paise,
            payment.tip_paise,
            payment.rounding_paise,
            payment.surplus_paise,
        )
        got = received_pieces(asked, self.room(payment.part_id))
        columns |= {
            "completed_at": self.at,
            "tip_paise": got.tip,
            "surplus_paise": got.surplus,
            "next_check_at": self._look_back(payment),
        }
        done = self._step(payment, PaymentStatus.COMPLETED, 1, columns)
        if got.sale:
            self._settle(got.sale, payment.part_id)
        event = events.PaymentCompleted(
            **facts(done, self.at),
            razorpay_payment_id=done.razorpay_payment_id,
            confirmed_by=done.confirmed_by,
        )
        self._say(done, event)
        if got.surplus:
            identity = named_id("surplus", str(done.id))
            surplus = Pieces(surplus=got.surplus)
            self.reserve_refund(done, surplus, identity, SURPLUS_REASON, next_check_at=self.at)
            return self.payment(done.id)
        return done

    def fail(self, payment: AnyRow, reason: str, **columns: Any) -> AnyRow:
        """The attempt failed; one that has failed already is given back unchanged."""
        if payment.status == PaymentStatus.FAILED:
            return payment
        failed = self._step(payment, PaymentStatus.FAILED, 1, {"failure_reason": reason, **columns})
        self._say(failed, events.PaymentFailed(**facts(failed, self.at), reason=reason))
        return failed

    def reserve_refund(
        self, payment: AnyRow, pieces: Pieces, refund_id: UUID, reason: str, **columns: Any
    ) -> AnyRow:
        """Set an amount aside before anybody is asked; the database refuses more than was paid."""
        self._reserved(payment.id, pieces.total)
        return refund_rows.reserve(
            self.connection,
            payment,
            pieces,
            id=refund_id,
            reason=reason,
            requested_by=self.actor,
            created_at=self.at,
            business_date=trading_day(self.connection, payment.outlet_id, self.at),
            **columns,
        )

    def release_refund(self, refund: AnyRow, why: str) -> AnyRow:
        """The refund failed; the amount can be refunded again. One that has ended is left alone."""
        if refund.status != "PENDING":
            return refund
        self._reserved(refund.payment_id, -refund.amount_paise)
        return refund_rows.end(self.connection, refund, "FAILED", self.at, last_error=why)

    def refunded(self, refund: AnyRow, **columns: Any) -> AnyRow:
        """A reserved amount went back to the guest. A refund that has ended is given back unchanged."""
        if refund.status != "PENDING":
            return refund
        done = refund_rows.end(
            self.connection, refund, "PROCESSED", self.at, processed_at=self.at, **columns
        )
        payment = self.payment(refund.payment_id)
        whole = payment.refunded_paise + refund.amount_paise == payment.amount_paise
        target = PaymentStatus.REFUNDED if whole else PaymentStatus.PARTIALLY_REFUNDED
        changes = {
            "refunded_paise": PAYMENTS.c.refunded_paise + refund.amount_paise,
            "refund_pending_paise": PAYMENTS.c.refund_pending_paise - refund.amount_paise,
        }
        payment = self._step(payment, target, 1, changes)
        if refund.sale_paise:
            self._change_order(refunded_paise=ORDERS.c.refunded_paise + refund.sale_paise)
        event = events.PaymentRefunded(
            **facts(payment, self.at), refund_id=refund.id, refund_paise=refund.amount_paise
        )
        self._say(payment, event)
        return done

    def _look_back(self, payment: AnyRow) -> datetime | None:
        """A code may be paid a second time, and that webhook be lost: the janitor asks once more."""
        at_gateway = payment.razorpay_order_id or payment.razorpay_qr_id
        return self.at + LOOK_BACK if at_gateway else None

    def _settle(self, paise: int, part_id: UUID | None) -> None:
        parts = self.parts
        if part_id is not None and any(part.id == part_id for part in parts):
            splits.settle(self.connection, part_id, paise)
        elif parts:
            rooms = [part.amount_paise - part.settled_paise for part in parts]
            for part, share in zip(parts, fill(paise, rooms), strict=True):
                splits.settle(self.connection, part.id, share)
        self._parts = None
        self._change_order(settled_paise=ORDERS.c.settled_paise + paise)
        queries.look_again(self.connection, self.order.id, self.at)

    def _reserved(self, payment_id: UUID, paise: int) -> None:
        change = update(PAYMENTS).where(PAYMENTS.c.id == payment_id)
        pending = PAYMENTS.c.refund_pending_paise + paise
        self.connection.execute(change.values(refund_pending_paise=pending, updated_at=self.at))

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
        remember(self.connection, row, payment.status, self.actor, self.at)
        return row

    def _change_order(self, **columns: Any) -> None:
        change = update(ORDERS).where(ORDERS.c.id == self.order.id)
        change = change.values(version=ORDERS.c.version + 1, updated_at=self.at, **columns)
        self.order = self.connection.execute(change.returning(ORDERS)).one()

    def _say(self, payment: AnyRow, event: events.Event) -> None:
        say(self.connection, payment, event, self.at)
