"""Doors for faults: arm, look, clear."""

from typing import Any

from flask import Blueprint

from sandbox import faults
from sandbox.doors import fields, store

blueprint = Blueprint("faults", __name__, url_prefix="/sandbox/faults")


@blueprint.post("")
def arm() -> Any:
    """Arm one fault: {kind, times, path, seconds}."""
    with store().transaction() as transaction:
        return {"id": faults.arm(transaction, fields())}


@blueprint.post("/random")
def arm_random() -> Any:
    """Arm a seeded random plan until cleared: {seed, rate, kinds, path, seconds}."""
    with store().transaction() as transaction:
        return faults.plan(transaction, fields())


@blueprint.get("")
def listing() -> Any:
    """What is armed, and what struck."""
    with store().transaction(wakes=False) as transaction:
        return faults.listing(transaction)


@blueprint.delete("")
def clear() -> Any:
    """Disarm everything."""
    with store().transaction() as transaction:
        faults.clear(transaction)
    return {"cleared": True}
