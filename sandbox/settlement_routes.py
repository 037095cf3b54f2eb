"""Settlements: the API's calls, and the doors to settle now and to get one as a file."""

from typing import Any

from flask import Blueprint, Response, request

from sandbox import settlements, settling, validation
from sandbox.doors import collection, fields, store

blueprint = Blueprint("settlements", __name__)


@blueprint.get("/v1/settlements")
def list_settlements() -> Any:
    """List settlements, newest first."""
    span = validation.paging(request.args.to_dict())
    with store().transaction(wakes=False) as transaction:
        return collection(transaction.page("settlement", span))


@blueprint.get("/v1/settlements/<settlement_id>")
def fetch_settlement(settlement_id: str) -> Any:
    """Fetch one settlement."""
    with store().transaction(wakes=False) as transaction:
        return settlements.fetch(transaction, settlement_id)


@blueprint.get("/v1/settlements/recon/combined")
def recon() -> Any:
    """Every settled payment and refund of a month or a day."""
    with store().transaction(wakes=False) as transaction:
        return collection(settlements.recon(transaction, request.args.to_dict()))


@blueprint.post("/sandbox/settle")
def settle() -> Any:
    """Settle now: {until, settled_at, faults, seed}."""
    with store().transaction() as transaction:
        return settling.settle(transaction, fields())


@blueprint.get("/sandbox/settlement.csv")
def settlement_file() -> Any:
    """One settlement's lines as CSV; needs settlement_id."""
    settlement_id = request.args.get("settlement_id", "")
    with store().transaction(wakes=False) as transaction:
        items = settlements.lines(transaction, settlement_id)
    name = f'attachment; filename="{settlement_id}.csv"'
    headers = {"Content-Disposition": name}
    return Response(settlements.as_csv(items), mimetype="text/csv", headers=headers)
