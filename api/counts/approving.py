"""Approving a count: what differs from the ledger as of each count becomes a document the stream books."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, text

from api.audit.service import record
from api.counts import queries
from api.counts.schemas import Count
from api.counts.service import in_status, move, read
from api.inventory.recording import Fact, FactLine, write
from api.models import AnyRow
from chitrail.clock import now
from chitrail.errors import Conflict, NotFound
from chitrail.tokens import Actor

_FIX = text("""
UPDATE stock_count_lines
SET counted = :counted, counted_at = :counted_at, expected = :expected, running = false
WHERE count_id = :count_id AND ingredient_id = :ingredient_id
""")


class StockNotBooked(Conflict):
    """Something that happened before the count is not in the ledger yet."""

    code = "stock-not-booked"
    title = "The ledger is behind the count"


def approve(connection: Connection, actor: Actor, count_id: UUID) -> Count:
    """Fix what was counted and expected, and say the variances.

    The ledger as of a moment is final once everything that happened before it is booked, so what is sold
    after the count plays no part. Raises NotFound, IllegalTransition, and StockNotBooked until it is final.
    """
    row = queries.count(connection, count_id, lock=True)
    if row is None or row.outlet_id != actor.outlet_id:
        raise NotFound(f"there is no count {count_id}")
    in_status(row, "SUBMITTED")
    lines = queries.lines(connection, count_id)
    counted = [line for line in lines if line.counted is not None]
    last = max(line.counted_at for line in counted)
    if waiting := queries.not_booked(connection, actor.outlet_id, last):
        raise StockNotBooked(f"{waiting} facts from before the count are not booked yet: try again")
    # Read again: what was booked between the two statements is in the ledger now.
    lines = queries.lines(connection, count_id)
    connection.execute(_FIX, [_fixed(count_id, line) for line in lines])
    document_id = _correct(connection, actor, row, lines)
    move(
        connection,
        count_id,
        status="APPROVED",
        closed_by=actor.subject,
        closed_at=now(),
        document_id=document_id,
    )
    differing = sum(1 for line in lines if line.counted not in (None, line.expected))
    record(
        connection,
        actor.outlet_id,
        actor.subject,
        "stock-count-approved",
        count_id,
        lines=len(counted),
        differing=differing,
    )
    return read(connection, actor, count_id)


def _fixed(count_id: UUID, line: AnyRow) -> dict[str, object]:
    return {
        "count_id": count_id,
        "ingredient_id": line.ingredient_id,
        "counted": line.counted,
        "counted_at": line.counted_at,
        "expected": line.expected,
    }


def _correct(
    connection: Connection, actor: Actor, row: AnyRow, lines: Sequence[AnyRow]
) -> UUID | None:
    """The document of all variances; None where the ledger was right."""
    differing = [
        FactLine(line.ingredient_id, line.unit, line.counted - line.expected)
        for line in lines
        if line.counted is not None and line.counted != line.expected
    ]
    if not differing:
        return None
    return write(connection, actor, Fact("COUNT", differing, reference=row.name or "count"))
