"""What a customer does: one attempt to pay an order, with the faults that can happen on the way."""

from dataclasses import dataclass, replace

from sandbox import agenda, faults, orders, payment_entity, payments, validation, webhooks
from sandbox.errors import ApiError
from sandbox.instruments import attempt
from sandbox.store import Entity, Transaction

LATE_SECONDS = 2.0


@dataclass(frozen=True)
class Attempt:
    """A payment made at the checkout; `lost` when the checkout's answer never reaches the merchant."""

    payment: Entity
    lost: bool = False


def pay(store: Transaction, fields: dict[str, str]) -> Attempt:
    """Pay {order_id, method, amount of a part, force} by the method's fields.

    `force` pays an order that is paid already, as when two people paid at the same time. Raises ApiError.
    """
    order = orders.fetch(store, fields.get("order_id", ""))
    force = validation.flag(fields.get("force"), "force")
    if order["status"] == "paid" and not force:
        raise ApiError("Payment already done for this order.", reason="order_already_paid")
    amount = _amount(order, fields.get("amount"))
    outcome = attempt(fields.get("method", "card"), fields)
    fault = None if outcome.reason else faults.strike(store, faults.PAY, "PAY order")
    late = fault is not None and fault.kind == "late_authorization"
    if late:
        described = "Payment was not completed on time."
        outcome = replace(outcome, reason="payment_timed_out", description=described)
    payment = payment_entity.new(store, order, amount, outcome)
    store.add("payment", payment, order["id"])
    order["attempts"] += 1
    if order["status"] == "created":
        order["status"] = "attempted"
    store.save(order)
    if not outcome.reason:
        payments.authorized(store, payment, force=force)
        return Attempt(payment, lost=fault is not None)
    webhooks.enqueue(store, "payment.failed", payment=payment)
    if late and fault is not None:
        agenda.schedule(store, fault.pause(LATE_SECONDS), payments.AUTHORIZE, payment["id"])
    return Attempt(payment)


def _amount(order: Entity, given: object) -> int:
    """The whole of what is due, or a part where the order allows parts."""
    whole: int = order["amount_due"] or order["amount"]
    if given is None:
        return whole
    amount = validation.amount(given)
    first = order["amount_paid"] == 0
    least = (
        order.get(orders.FIRST_LEAST, validation.LEAST_PAISE) if first else validation.LEAST_PAISE
    )
    if amount == whole or (order.get(orders.PARTIAL) and min(least, whole) <= amount < whole):
        return amount
    raise ApiError(
        "Your payment amount is different from your order amount. To pay successfully, please try using "
        "right amount.",
        field="amount",
    )
