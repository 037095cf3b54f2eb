"""The refund of a payment that was authorized and never captured: all of it, by the gateway itself."""

from sandbox import refund_entity, webhooks
from sandbox.store import Entity, Transaction


def give_back(store: Transaction, payment: Entity) -> None:
    """Refund the payment whole; it stays `captured: false`.

    The merchant's balance never had the money, so the ledger's line has no debit.
    """
    refund = refund_entity.new(store, payment, payment["amount"], {})
    refund_entity.processed(refund, payment)
    payment.update(status="refunded", amount_refunded=payment["amount"], refund_status="full")
    store.save(payment)
    store.add("refund", refund, payment["id"])
    refund_entity.book(store, payment, refund, debit=0)
    for event in ("refund.created", "refund.processed"):
        webhooks.enqueue(store, event, payment=payment, refund=refund)
