"""Queries about drawers, their shifts and movements."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Text, cast, func, literal, select
from sqlalchemy.dialects.postgresql import insert

from api.auth.models import Staff
from api.drawers.schemas import DrawerQuery
from api.drawers.till import MOVEMENTS, SHIFTS
from api.models import AnyRow, AnySelect, table_of

STAFF = table_of(Staff)
OPENER, CLOSER = STAFF.alias("opener"), STAFF.alias("closer")
AT_CLOSING = ("OVER_SHORT", "CLOSE")
"""Kinds of movements that settle a shift and are no part of what is expected in it."""


def add_shift(connection: Connection, row: dict[str, Any]) -> UUID | None:
    """Id of a new shift with the drawer's next number; None when the drawer is open already."""
    last = select(func.coalesce(func.max(SHIFTS.c.z_number), 0) + 1).where(
        SHIFTS.c.outlet_id == row["outlet_id"], SHIFTS.c.drawer == row["drawer"]
    )
    statement = insert(SHIFTS).values(**row, z_number=last.scalar_subquery())
    found = connection.execute(statement.on_conflict_do_nothing().returning(SHIFTS.c.id)).scalar()
    return None if found is None else UUID(str(found))


def open_shift_id(connection: Connection, outlet_id: str, drawer: str) -> UUID | None:
    """The open shift of a drawer."""
    statement = select(SHIFTS.c.id).where(
        SHIFTS.c.outlet_id == outlet_id, SHIFTS.c.drawer == drawer, SHIFTS.c.closed_at.is_(None)
    )
    found = connection.execute(statement).scalar()
    return None if found is None else UUID(str(found))


def lock(connection: Connection, outlet_id: str, shift_id: UUID) -> AnyRow | None:
    """A shift's row, locked until the transaction ends."""
    statement = select(SHIFTS).where(SHIFTS.c.id == shift_id, SHIFTS.c.outlet_id == outlet_id)
    return connection.execute(statement.with_for_update()).one_or_none()


def expected_paise(connection: Connection, shift_id: UUID) -> int:
    """Cash that should be in the drawer of an open shift."""
    total = func.coalesce(func.sum(MOVEMENTS.c.amount_paise), 0)
    found = connection.execute(select(total).where(MOVEMENTS.c.shift_id == shift_id)).scalar_one()
    return int(found)


def close(
    connection: Connection, shift_id: UUID, counted: int, expected: int, by: str, at: datetime
) -> None:
    """Close a shift for good."""
    values = {
        "counted_paise": counted,
        "expected_paise": expected,
        "closed_by": by,
        "closed_at": at,
        "version": SHIFTS.c.version + 1,
    }
    connection.execute(SHIFTS.update().where(SHIFTS.c.id == shift_id).values(values))


def shifts(outlet_id: str) -> AnySelect:
    """Statement for the shifts of an outlet with the names of who opened and closed them."""
    return (
        select(
            SHIFTS,
            OPENER.c.display_name.label("opened_by_name"),
            CLOSER.c.display_name.label("closed_by_name"),
        )
        .join(OPENER, cast(OPENER.c.id, Text) == SHIFTS.c.opened_by, isouter=True)
        .join(CLOSER, cast(CLOSER.c.id, Text) == SHIFTS.c.closed_by, isouter=True)
        .where(SHIFTS.c.outlet_id == outlet_id)
    )


def shift(connection: Connection, outlet_id: str, shift_id: UUID) -> AnyRow | None:
    """One shift of an outlet."""
    return connection.execute(shifts(outlet_id).where(SHIFTS.c.id == shift_id)).one_or_none()


def listing(outlet_id: str, query: DrawerQuery) -> AnySelect:
    """Statement for the shifts of an outlet that match."""
    statement = shifts(outlet_id)
    if query.drawer is not None:
        statement = statement.where(SHIFTS.c.drawer == query.drawer)
    if query.open_ is not None:
        statement = statement.where(SHIFTS.c.closed_at.is_(None) == literal(query.open_))
    if query.business_date is not None:
        statement = statement.where(SHIFTS.c.business_date == query.business_date)
    return statement


def movements(connection: Connection, shift_id: UUID) -> Sequence[AnyRow]:
    """Movements of a shift in their order, with the names of who made them."""
    statement = (
        select(MOVEMENTS, STAFF.c.display_name.label("actor_name"))
        .join(STAFF, cast(STAFF.c.id, Text) == MOVEMENTS.c.actor, isouter=True)
        .where(MOVEMENTS.c.shift_id == shift_id)
        .order_by(MOVEMENTS.c.seq)
    )
    return connection.execute(statement).all()
