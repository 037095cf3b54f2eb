"""The hosted checkout page: where a guest pays in a browser."""

import secrets
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, g, render_template, request, send_from_directory

from sandbox import customers, orders
from sandbox.doors import settings, store
from sandbox.errors import ApiError
from sandbox.machine import signed
from sandbox.store import Entity

blueprint = Blueprint("checkout", __name__, url_prefix="/v1")

PASSED_ON = ("order_id", "key_id", "callback_url", "name", "embedded")


@blueprint.get("/checkout.js")
def script() -> Any:
    """`new Razorpay(options).open()`, for pages that open the checkout over themselves."""
    return send_from_directory(str(blueprint.root_path) + "/static", "checkout.js")


@blueprint.get("/checkout/embedded")
def page() -> Any:
    """The form; needs order_id and key_id, takes callback_url and name."""
    given = _given(request.args.to_dict())
    return _form(given, _order(given))


@blueprint.post("/checkout/embedded")
def submit() -> Any:
    """Pay. On success the guest goes on to callback_url with the signed values, or sees them."""
    given = _given(request.form.to_dict())
    order = _order(given)
    with store().transaction() as transaction:
        attempt = customers.pay(transaction, request.form.to_dict())
    payment = attempt.payment
    if attempt.lost:
        return render_template("lost.html"), HTTPStatus.GATEWAY_TIMEOUT
    if payment["status"] == "failed":
        return _form(given, order, payment)
    return render_template("paid.html", given=given, values=signed(payment), payment=payment)


def _given(values: dict[str, str]) -> dict[str, str]:
    """The parameters of the page, checked; also what its security header must allow."""
    given = {name: values.get(name, "") for name in PASSED_ON}
    if given["key_id"] != settings().key_id:
        raise ApiError("The key_id is not known", field="key_id")
    given["name"] = given["name"] or settings().merchant
    g.nonce = secrets.token_urlsafe(16)
    target = urlsplit(given["callback_url"])
    if given["callback_url"]:
        if target.scheme not in ("http", "https") or not target.netloc:
            raise ApiError(
                "The callback_url must be an http or https address", field="callback_url"
            )
        g.form_targets = (f"{target.scheme}://{target.netloc}",)
    return given


def _order(given: dict[str, str]) -> Entity:
    with store().transaction(wakes=False) as transaction:
        return orders.fetch(transaction, given["order_id"])


def _form(given: dict[str, str], order: Entity, failed: Entity | None = None) -> str:
    return render_template("checkout.html", given=given, order=order, failed=failed)
