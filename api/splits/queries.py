"""Queries about the parts of a bill."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Connection, select, update

from api.models import AnyRow, table_of
from api.splits.models import OrderPart, OrderPartLine

PARTS, PART_LINES = table_of(OrderPart), table_of(OrderPartLine)


def parts(connection: Connection, order_id: UUID) -> Sequence[AnyRow]:
    """The parts of an order that hold, in their order; none when it is not split. Lock the order first."""
    statement = (
        select(PARTS)
        .where(PARTS.c.order_id == order_id, PARTS.c.voided_at.is_(None))
        .order_by(PARTS.c.part_no)
    )
    return connection.execute(statement).all()


def part_lines(connection: Connection, part_ids: Collection[UUID]) -> Sequence[AnyRow]:
    """The shares of lines in parts."""
    statement = select(PART_LINES).where(PART_LINES.c.part_id.in_(part_ids))
    return connection.execute(statement).all()


def settle(connection: Connection, part_id: UUID, paise: int) -> None:
    """Add what was paid to a part; the database refuses more than the part."""
    change = update(PARTS).where(PARTS.c.id == part_id)
    connection.execute(change.values(settled_paise=PARTS.c.settled_paise + paise))
