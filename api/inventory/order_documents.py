"""Documents an order makes: food taken off it that is wasted, portions of it that come back into stock."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Connection, insert, text

from api.inventory.documents import SOURCE
from api.inventory.queries import DOCUMENTS, LINES
from api.models import AnyRow
from api.outbox.writer import append
from api.outlets.service import trading_day
from chitrail import events
from chitrail.clock import now
from chitrail.ids import new_id
from chitrail.outbox import outbox_row
from chitrail.quantity import PLACES
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
    at, document_id = now(), new_id()
    row: dict[str, Any] = {
        "id": document_id,
        "outlet_id": order.outlet_id,
        "kind": kind,
        "business_date": trading_day(connection, order.outlet_id, at),
        "reference": f"order {order.number}",
        "reason": reason,
        "recorded_by": actor.subject,
        "recorded_at": at,
        "seq": 1,
        "order_id": order.id,
        "order_version": order.version,
    }
    connection.execute(insert(DOCUMENTS), row)
    connection.execute(
        insert(LINES),
        [
            {
                "document_id": document_id,
                "ingredient_id": line.ingredient_id,
                "quantity": line.quantity,
            }
            for line in lines
        ],
    )
    if kind == "WASTE":
        connection.execute(_RESERVE, {"document_id": document_id})
    append(connection, [_event(row, lines)])
    return document_id


def _event(row: dict[str, Any], lines: Sequence[AnyRow]) -> dict[str, Any]:
    event = events.StockDocumentRecorded(
        document_id=row["id"],
        outlet_id=row["outlet_id"],
        kind=row["kind"],
        business_date=row["business_date"],
        recorded_at=row["recorded_at"],
        lines=[
            events.DocumentLine(
                ingredient_id=line.ingredient_id,
                quantity=str(line.quantity.quantize(PLACES)),
                unit=line.unit,
            )
            for line in lines
        ],
    )
    return outbox_row(
        event,
        outlet_id=row["outlet_id"],
        aggregate_id=str(row["id"]),
        sequence=row["seq"],
        source=SOURCE,
        occurred_at=row["recorded_at"],
    )
