"""UPI QR codes: active -> closed; a payment by one has no order and is captured at once."""

from typing import Any
from urllib.parse import quote, urlencode

from sandbox import agenda, payment_entity, payments, validation, webhooks
from sandbox.errors import ApiError, unknown_id
from sandbox.instruments import attempt
from sandbox.settings import SandboxSettings
from sandbox.store import Entity, Transaction

FIELDS = {
    *("type", "name", "usage", "fixed_amount", "payment_amount", "description"),
    *("customer_id", "close_by", "notes"),
}
SINGLE, MULTIPLE = "single_use", "multiple_use"
LONGEST_NAME = 255
SHORTEST_LIFE_SECONDS = 120
LAST_CLOSE_BY = 2_147_483_647
SINGLE_LIFE_SECONDS = 45 * 86_400
CLOSE = "close_qr"
UPI_ID = "chitrail.sandbox@razorpay"
LONGEST_PAYEE = 90
RESTAURANTS = "5812"
"""Merchant category code of eating places."""


def create(store: Transaction, fields: dict[str, Any], settings: SandboxSettings) -> Entity:
    """A new code. Raises ApiError on the first field that is not valid."""
    validation.only(fields, FIELDS)
    validation.choice(fields.get("type"), "type", ("upi_qr",))
    fixed = validation.flag(fields.get("fixed_amount"), "fixed_amount")
    amount = fields.get("payment_amount")
    if fixed or amount is not None:
        amount = validation.amount(amount, "payment_amount")
    close_by = _close_by(store, fields.get("close_by"))
    code_id = store.new_id("qr_")
    code: Entity = {
        "id": code_id,
        "entity": "qr_code",
        "created_at": store.now(),
        "name": validation.text(fields.get("name"), "name", LONGEST_NAME),
        "usage": validation.choice(fields.get("usage"), "usage", (SINGLE, MULTIPLE)),
        "type": "upi_qr",
        "image_url": f"{settings.public_url}/qr_codes/{code_id}.svg",
        "payment_amount": amount,
        "status": "active",
        "description": validation.text(fields.get("description"), "description", LONGEST_NAME),
        "fixed_amount": fixed,
        "payments_amount_received": 0,
        "payments_count_received": 0,
        "notes": validation.notes(fields.get("notes")),
        "customer_id": validation.text(fields.get("customer_id"), "customer_id", LONGEST_NAME),
        "close_by": close_by,
        "closed_at": None,
        "close_reason": None,
    }
    code["image_content"] = _content(code, settings.merchant)
    store.add("qr_code", code, None)
    webhooks.enqueue(store, "qr_code.created", qr_code=code)
    if close_by is not None:
        agenda.schedule(store, close_by - store.moment(), CLOSE, code_id)
    elif code["usage"] == SINGLE:
        agenda.schedule(store, SINGLE_LIFE_SECONDS, CLOSE, code_id)
    return code


def fetch(store: Transaction, code_id: str) -> Entity:
    """Raises ApiError when there is no such code."""
    code = store.get(code_id, "qr_code")
    if code is None:
        raise unknown_id()
    return code


def find(store: Transaction, query: dict[str, str]) -> list[Entity]:
    """One page, newest first; `customer_id` or `payment_id` narrows it."""
    span = validation.paging(query)
    if "payment_id" in query:
        paid = "id = (SELECT parent FROM entity AS paid WHERE paid.id = ?)"
        return store.page("qr_code", span, paid, (query["payment_id"],))
    if "customer_id" in query:
        whose = "json_extract(body, '$.customer_id') = ?"
        return store.page("qr_code", span, whose, (query["customer_id"],))
    return store.page("qr_code", span)


def payments_of(store: Transaction, code_id: str, query: dict[str, str]) -> list[Entity]:
    """One page of the payments made by a code, newest first. Raises ApiError."""
    fetch(store, code_id)
    return store.page("payment", validation.paging(query), "parent = ?", (code_id,))


def change_notes(store: Transaction, code_id: str, fields: dict[str, Any]) -> Entity:
    """Only the notes of a code can be changed."""
    validation.only(fields, {"notes"})
    code = fetch(store, code_id)
    code["notes"] = validation.notes(fields.get("notes"))
    store.save(code)
    return code


def close(store: Transaction, code_id: str, reason: str = "on_demand") -> Entity:
    """Nobody can pay by the code any more. Raises ApiError when it is closed already."""
    code = fetch(store, code_id)
    if code["status"] == "closed":
        raise ApiError("QR Code is already closed", field="id")
    code.update(status="closed", closed_at=store.now(), close_reason=reason)
    store.save(code)
    webhooks.enqueue(store, "qr_code.closed", qr_code=code)
    return code


def close_due(store: Transaction, code_id: str) -> None:
    """The agenda's end of a code; one that is closed stays as it is."""
    if fetch(store, code_id)["status"] == "active":
        close(store, code_id, "expired")


def pay(store: Transaction, fields: dict[str, str]) -> Entity:
    """A customer scans the code: {qr_code_id, amount where the code leaves it open, vpa}.

    Returns the payment, captured or failed. Raises ApiError when the code is closed or the amount is wrong.
    """
    code = fetch(store, fields["qr_code_id"])
    if code["status"] == "closed":
        raise ApiError("QR Code is closed and accepts no payments", reason="qr_code_closed")
    given = fields.get("amount", code["payment_amount"])
    amount = validation.amount(given)
    if code["fixed_amount"] and amount != code["payment_amount"]:
        raise ApiError("The amount is different from the QR Code's amount", field="amount")
    outcome = attempt("upi", {"flow": "qr", "vpa": fields.get("vpa", "")})
    payment = payment_entity.new(store, code, amount, outcome)
    store.add("payment", payment, code["id"])
    if outcome.reason:
        webhooks.enqueue(store, "payment.failed", payment=payment)
        return payment
    payments.take(store, payment)
    code["payments_amount_received"] += amount
    code["payments_count_received"] += 1
    store.save(code)
    webhooks.enqueue(store, "qr_code.credited", payment=payment, qr_code=code)
    if code["usage"] == SINGLE:
        close(store, code["id"], "paid")
    return payment


def _close_by(store: Transaction, value: object) -> int | None:
    if value is None:
        return None
    moment = validation.whole(value, "close_by", 0, LAST_CLOSE_BY)
    if moment < store.now() + SHORTEST_LIFE_SECONDS:
        raise ApiError("close_by should be at least 2 minutes after current time", field="close_by")
    return moment


def _content(code: Entity, merchant: str) -> str:
    """What the image says: a payment request that UPI apps understand."""
    parts = {"pa": UPI_ID, "pn": _short(merchant), "tr": code["id"]}
    if code["fixed_amount"]:
        rupees, paise = divmod(code["payment_amount"], 100)
        parts["am"] = f"{rupees}.{paise:02d}"
    parts |= {"cu": "INR", "mc": RESTAURANTS}
    return "upi://pay?" + urlencode(parts, quote_via=quote, safe="@")


def _short(name: str) -> str:
    """As much of the name as leaves the image readable: letters outside ASCII take nine characters each."""
    while len(quote(name)) > LONGEST_PAYEE:
        name = name[:-1]
    return name
