"""The small forms of the page. Each is taken from the page itself only."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, redirect, request

from sandbox import console, faults, payments, qr_codes, settling, validation
from sandbox.doors import store
from sandbox.errors import ApiError
from sandbox.machine import MOST_ADVANCE
from sandbox.store import Transaction
from sandbox.webhooks import resend

blueprint = Blueprint("console_forms", __name__)


@blueprint.before_request
def own_page_only() -> None:
    """403 unless the form was sent from a page of this server."""
    origin = urlsplit(request.headers.get("Origin", ""))
    if origin.netloc != request.host:
        abort(403, "only from the sandbox's own page")


@blueprint.post("/webhooks/<event_id>/resend")
def resend_webhook(event_id: str) -> Any:
    """Deliver an event again."""

    def act(transaction: Transaction) -> None:
        if not resend(transaction, event_id):
            raise ApiError("There is no such webhook")

    return _done(act)


@blueprint.post("/console/faults")
def arm_fault() -> Any:
    """Arm a fault: kind, times, path, seconds."""
    given = {name: value for name, value in request.form.items() if value}
    return _done(lambda transaction: faults.arm(transaction, given))


@blueprint.post("/console/faults/clear")
def clear_faults() -> Any:
    """Disarm everything."""
    return _done(faults.clear)


@blueprint.post("/console/scan")
def pay_qr_code() -> Any:
    """Pay a QR code: qr_code_id, and rupees where the code leaves the amount open."""
    code_id, rupees = request.form.get("qr_code_id", ""), request.form.get("rupees", "")

    def act(transaction: Transaction) -> None:
        given = {"qr_code_id": code_id}
        if rupees:
            given["amount"] = str(_paise(rupees))
        qr_codes.pay(transaction, given)

    return _done(act)


@blueprint.post("/console/settle")
def settle() -> Any:
    """Settle everything up to now."""

    def act(transaction: Transaction) -> None:
        if settling.settle(transaction, {})["settlement"] is None:
            raise ApiError("There is nothing to pay out")

    return _done(act)


@blueprint.post("/console/clock")
def advance_clock() -> Any:
    """Set the clock forward by advance_seconds."""

    def act(transaction: Transaction) -> None:
        given = request.form.get("advance_seconds")
        seconds = validation.whole(given, "advance_seconds", 0, MOST_ADVANCE)
        transaction.advance_clock(seconds)

    return _done(act)


@blueprint.post("/console/authorize")
def authorize_late() -> Any:
    """The bank authorizes a failed payment after all: payment_id."""
    payment_id = request.form.get("payment_id", "")
    return _done(lambda transaction: payments.authorize_late(transaction, payment_id))


def _done(act: Callable[[Transaction], object]) -> Response | tuple[str, int]:
    """Do it and go back to the page, or show the page with the reason why not."""
    try:
        with store().transaction() as transaction:
            act(transaction)
    except ApiError as error:
        return console.page(str(error), bad=True), error.status
    answer: Response = redirect("/", code=303)  # type: ignore[assignment]
    return answer


def _paise(rupees: str) -> int:
    """Whole paise of an amount a person wrote. Raises ApiError."""
    try:
        paise = Decimal(rupees.strip()) * 100
    except InvalidOperation:
        paise = Decimal("NaN")
    if not paise.is_finite() or paise != int(paise):
        raise ApiError("The amount must be rupees with at most two decimals", field="rupees")
    return int(paise)
