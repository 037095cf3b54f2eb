"""Where the hosted checkout sends the guest's browser after paying."""

from html import escape
from urllib.parse import parse_qs

import msgspec

from api.database import Database
from api.payments.schemas import VerifyRequest
from api.payments.verification import verify_callback
from api.reply import Encoded
from chitrail.errors import ChitrailError, InvalidInput
from chitrail.money import format_rupees
from chitrail.settings import Settings

HTML = "text/html; charset=utf-8"
_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><h1 id="outcome" data-status="{status}">{title}</h1><p>{text}</p>
"""


def receive(database: Database, settings: Settings, body: bytes) -> Encoded:
    """Verify the form and tell the guest in a page; the status is that of the refusal, if it is one."""
    try:
        payment = verify_callback(database, settings, _values(body))
    except ChitrailError as error:
        return _page(error.status, "REFUSED", "The payment could not be confirmed", error.detail)
    if payment.status == "FAILED":
        return _page(200, payment.status, "The payment failed", "Please try again or pay in cash.")
    text = f"₹{format_rupees(payment.amount_paise)} received. You can close this page."
    return _page(200, payment.status, "Thank you", text)


def _values(body: bytes) -> VerifyRequest:
    try:
        form = parse_qs(body.decode("ascii"), max_num_fields=20)
        wanted = {name: form.get(name, [""])[-1] for name in VerifyRequest.__struct_fields__}
        values = msgspec.convert(wanted, VerifyRequest)
    except (ValueError, msgspec.ValidationError) as error:
        raise InvalidInput("the form is not the checkout's") from error
    if any("\x00" in value for value in wanted.values()):
        raise InvalidInput("the form is not the checkout's")
    return values


def _page(status: int, state: str, title: str, text: str) -> Encoded:
    page = _PAGE.format(title=escape(title), status=escape(state), text=escape(text))
    return Encoded(status, page.encode(), {"Content-Type": HTML})
