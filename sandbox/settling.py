"""Settle: pay out what is captured and not paid out yet, with the mistakes that were ordered."""

import json
from typing import Any

from sandbox import settlement_faults, settlements, validation, webhooks
from sandbox.payment_entity import digits
from sandbox.store import Entity, Transaction

_UNSETTLED = """
SELECT * FROM ledger WHERE created_at <= ? AND credit + debit > 0
AND entity_id NOT IN (SELECT entity_id FROM settlement_line) ORDER BY seq
"""
_ADD = """
INSERT INTO settlement_line (settlement_id, entity_id, settled_at, repeat, body) VALUES (?, ?, ?, ?, ?)
"""


def settle(store: Transaction, fields: dict[str, Any]) -> dict[str, Any]:
    """One settlement of everything until {until}, dated {settled_at}, with {faults} chosen by {seed}.

    Gives the settlement and the faults that were planted. There is no settlement (null) when there is nothing
    to pay out, or when refunds are more than payments: the gateway waits for more payments then.
    """
    validation.only(fields, {"until", "settled_at", "faults", "seed"})
    now = store.now()
    until = validation.whole(fields.get("until", now), "until", 0, validation.LATEST)
    at = validation.whole(fields.get("settled_at", now), "settled_at", 0, validation.LATEST)
    wanted = settlement_faults.wanted(fields.get("faults"))
    settlement = _new(store, at)
    found = [dict(row) for row in store.connection.execute(_UNSETTLED, (until,))]
    drawn = settlement_faults.draw(found, wanted, str(fields.get("seed", 1)))
    items = [
        settlements.line(store, row, settlement)
        for row in found
        if row["entity_id"] not in drawn.left_out
    ]
    repeated = _repeated(store, settlement)
    items = drawn.spoil(items) + repeated + drawn.invent(settlement)
    total = sum(item["credit"] - item["debit"] for item in items)
    if not items or total < 0:
        return {"settlement": None, "lines": 0, "faults": []}
    settlement.update(
        amount=total,
        fees=sum(item["fee"] for item in items),
        tax=sum(item["tax"] for item in items),
    )
    store.add("settlement", settlement, None)
    _write(store, settlement, items, repeated, drawn)
    webhooks.enqueue(store, "settlement.processed", settlement=settlement)
    return {"settlement": settlement, "lines": len(items), "faults": drawn.planted}


def _new(store: Transaction, at: int) -> Entity:
    settlement_id = store.new_id("setl_")
    return {
        "id": settlement_id,
        "entity": "settlement",
        "amount": 0,
        "status": "processed",
        "fees": 0,
        "tax": 0,
        "utr": f"{at}{digits(settlement_id, 6)}",
        "created_at": at,
    }


def _repeated(store: Transaction, settlement: Entity) -> list[Entity]:
    """Lines that the last settlement had already, put into this one again."""
    rows = store.connection.execute(
        "SELECT body FROM settlement_line WHERE repeat = 1 ORDER BY seq"
    )
    own = ("settled_at", "settlement_id", "settlement_utr")
    fresh = settlements.blank("payment", settlement)
    return [{**json.loads(row["body"]), **{name: fresh[name] for name in own}} for row in rows]


def _write(
    store: Transaction,
    settlement: Entity,
    items: list[Entity],
    repeated: list[Entity],
    drawn: settlement_faults.Drawn,
) -> None:
    if repeated:
        store.connection.execute("UPDATE settlement_line SET repeat = 0")
    at = settlement["created_at"]
    for item in items:
        twice = item["entity_id"] in drawn.duplicate and item not in repeated
        body = json.dumps(item)
        store.connection.execute(_ADD, (settlement["id"], item["entity_id"], at, int(twice), body))
    for entity_id in drawn.missing:
        store.connection.execute(_ADD, (None, entity_id, None, 0, None))
