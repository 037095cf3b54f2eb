"""The payment entity: what a new payment looks like."""

from hashlib import sha256

from sandbox.instruments import Outcome
from sandbox.store import Entity, Transaction

CONTACT, EMAIL = "+919999999999", "guest@example.com"


def new(store: Transaction, payer: Entity, amount: int, outcome: Outcome) -> Entity:
    """A payment of an order or a QR code (`payer`), authorized or failed by the outcome."""
    payment_id = store.new_id("pay_")
    card = _card(store, outcome) if outcome.method == "card" else None
    vpa = outcome.details.get("vpa")
    payment: Entity = {
        "id": payment_id,
        "entity": "payment",
        "amount": amount,
        "currency": "INR",
        "status": "authorized",
        "order_id": payer["id"] if payer["entity"] == "order" else None,
        "invoice_id": None,
        "international": outcome.details.get("international") == "yes",
        "method": outcome.method,
        "amount_refunded": 0,
        "refund_status": None,
        "captured": False,
        "description": payer.get("description"),
        "card_id": card["id"] if card else None,
        "bank": outcome.details.get("bank"),
        "wallet": None,
        "vpa": vpa,
        "email": EMAIL,
        "contact": CONTACT,
        "notes": payer["notes"],
        "fee": None,
        "tax": None,
        **error_fields(outcome.reason, outcome.description),
        "acquirer_data": {},
        "created_at": store.now(),
        "_card": card,
    }
    if outcome.method == "upi":
        flow = outcome.details["flow"]
        payment["upi"] = {"payer_account_type": "bank_account", "vpa": vpa, "flow": flow}
    if outcome.reason:
        payment["status"] = "failed"
    else:
        payment["acquirer_data"] = acquirer_data(payment)
    return payment


def error_fields(reason: str = "", description: str = "") -> Entity:
    """The five error fields; without a reason, those of a payment that has none."""
    return {
        "error_code": "BAD_REQUEST_ERROR" if reason else None,
        "error_description": description or None,
        "error_source": "customer" if reason else None,
        "error_step": "payment_authentication" if reason else None,
        "error_reason": reason or None,
    }


def acquirer_data(payment: Entity) -> Entity:
    """The bank's reference numbers, by method."""
    if payment["method"] == "card":
        return {"auth_code": digits(payment["id"], 6)}
    if payment["method"] == "upi":
        rrn = digits(payment["id"], 12)
        transaction = sha256(payment["id"].encode()).hexdigest()[:32].upper()
        return {"rrn": rrn, "upi_transaction_id": transaction}
    return {"bank_transaction_id": digits(payment["id"], 7)}


def digits(text: str, length: int) -> str:
    """A number of so many digits that always is the same for the same text."""
    return str(int(sha256(text.encode()).hexdigest(), 16))[:length]


def _card(store: Transaction, outcome: Outcome) -> Entity:
    international = outcome.details.get("international") == "yes"
    return {
        "id": store.new_id("card_"),
        "entity": "card",
        "name": "",
        "last4": outcome.details["card_last4"],
        "network": outcome.details["card_network"],
        "type": "credit",
        "issuer": None if international else "HDFC",
        "international": international,
        "emi": False,
        "sub_type": "consumer",
        "token_iin": None,
    }
