"""QR codes: the API's calls, and the image."""

from typing import Any

from flask import Blueprint, Response, request

from sandbox import qr_codes
from sandbox.doors import collection, fields, settings, store
from sandbox.qr_image import svg

blueprint = Blueprint("qr_codes", __name__)
API = "/v1/payments/qr_codes"


@blueprint.post(API)
def create() -> Any:
    """Create a QR code."""
    with store().transaction() as transaction:
        return qr_codes.create(transaction, fields(), settings())


@blueprint.get(API)
def listing() -> Any:
    """List QR codes, newest first."""
    with store().transaction(wakes=False) as transaction:
        return collection(qr_codes.find(transaction, request.args.to_dict()))


@blueprint.get(f"{API}/<code_id>")
def fetch(code_id: str) -> Any:
    """Fetch one QR code."""
    with store().transaction(wakes=False) as transaction:
        return qr_codes.fetch(transaction, code_id)


@blueprint.patch(f"{API}/<code_id>")
def edit(code_id: str) -> Any:
    """Change a QR code's notes."""
    with store().transaction() as transaction:
        return qr_codes.change_notes(transaction, code_id, fields())


@blueprint.post(f"{API}/<code_id>/close")
def close(code_id: str) -> Any:
    """Close a QR code."""
    with store().transaction() as transaction:
        return qr_codes.close(transaction, code_id)


@blueprint.get(f"{API}/<code_id>/payments")
def payments_of(code_id: str) -> Any:
    """List the payments made by a QR code."""
    with store().transaction(wakes=False) as transaction:
        return collection(qr_codes.payments_of(transaction, code_id, request.args.to_dict()))


@blueprint.get("/qr_codes/<code_id>.svg")
def image(code_id: str) -> Any:
    """The QR code as an image: what `image_url` leads to; open to everybody who knows it."""
    with store().transaction(wakes=False) as transaction:
        code = qr_codes.fetch(transaction, code_id)
    return Response(svg(code["image_content"]), mimetype="image/svg+xml")
