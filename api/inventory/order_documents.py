"""Documents an order makes: food taken off it that is wasted, portions of it that come back into stock."""

from collections.abc import Mapping
from typing import Literal
from uuid import UUID

from sqlalchemy import Connection, text

from api.inventory.recording import Fact, FactLine, write
from api.models import AnyRow
from chitrail.tokens import Actor

Kind = Literal["WASTE", "RETURN"]

_INGREDIENTS = text("""
SELECT p.ingredient_id, i.unit, sum(p.quantity * w.portions) AS quantity
FROM unnest(CAST(:lines AS uuid[]), CAST(:portions AS integer[])) AS w (line_id, portions)
JOIN portion_of_lines(CAST(:lines AS uuid[])) p ON p.line_id = w.line_id
JOIN ingredients i ON i.id = p.ingredient_id
GROUP BY p.ingredient_id, i.unit ORDER BY p.ingredient_id
""")
_RESERVE = text("SELECT reserve_for_document(:document_id)")


def record(
    connection: Connection,
    actor: Actor,
    order: AnyRow,
    kind: Kind,
    portions: Mapping[UUID, int],
    reason: str,
) -> UUID | None:
    """A document of what so many portions of lines take from stock; None where they take nothing.

    There is one for each version of an order, which the database holds.
    """
    wanted = {"lines": list(portions), "portions": list(portions.values())}
    lines = connection.execute(_INGREDIENTS, wanted).all()
    if not lines:
        return None
    fact = Fact(
        kind,
        [FactLine(line.ingredient_id, line.unit, line.quantity) for line in lines],
        reference=f"order {order.number}",
        reason=reason,
        order=(order.id, order.version),
    )
    document_id = write(connection, actor, fact)
    if kind == "WASTE":
        connection.execute(_RESERVE, {"document_id": document_id})
    return document_id
