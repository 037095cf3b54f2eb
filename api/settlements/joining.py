"""Which payment or refund of ours a settled item is."""

from collections.abc import Iterable

from sqlalchemy import Connection

from api.models import AnyRow
from api.settlements import statements
from api.settlements.recon import ReconItem


def ours(connection: Connection, items: Iterable[ReconItem]) -> dict[str, AnyRow]:
    """Our row by entity id, where there is one that no settlement has had yet.

    The second line of an entity settled twice is joined to nothing: its money is not ours to explain.
    """
    payments = [item.entity_id for item in items if item.type == "payment"]
    refunds = [item.entity_id for item in items if item.type == "refund"]
    taken = set(connection.execute(statements.TAKEN, {"ids": payments + refunds}).scalars())
    found: dict[str, AnyRow] = {}
    for statement, ids in ((statements.PAYMENTS, payments), (statements.REFUNDS, refunds)):
        for row in connection.execute(statement, {"ids": ids}):
            if row.entity_id not in taken:
                found[row.entity_id] = row
    return found
