"""Queries about transfers, as either side may see them."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, or_, select, update

from api.menu.models import Ingredient
from api.models import AnyRow, AnySelect, table_of
from api.transfers.models import Transfer, TransferLine
from api.transfers.schemas import TransferQuery

TRANSFERS, LINES = table_of(Transfer), table_of(TransferLine)
INGREDIENTS = table_of(Ingredient)


def transfers(outlet_id: str) -> AnySelect:
    """Statement for the transfers an outlet has a side of."""
    sides = or_(TRANSFERS.c.from_outlet == outlet_id, TRANSFERS.c.to_outlet == outlet_id)
    return select(TRANSFERS).where(sides)


def listing(outlet_id: str, query: TransferQuery) -> AnySelect:
    """Statement for the transfers of an outlet that match."""
    statement = transfers(outlet_id)
    if query.status is not None:
        statement = statement.where(TRANSFERS.c.status == query.status)
    if query.direction is not None:
        side = TRANSFERS.c.to_outlet if query.direction == "IN" else TRANSFERS.c.from_outlet
        statement = statement.where(side == outlet_id)
    return statement


def transfer(
    connection: Connection, outlet_id: str, transfer_id: UUID, *, lock: bool = False
) -> AnyRow | None:
    """A transfer an outlet has a side of."""
    statement = transfers(outlet_id).where(TRANSFERS.c.id == transfer_id)
    return connection.execute(statement.with_for_update() if lock else statement).one_or_none()


def lines(connection: Connection, transfer_id: UUID) -> Sequence[AnyRow]:
    """Lines of a transfer."""
    statement = select(LINES).where(LINES.c.transfer_id == transfer_id).order_by(LINES.c.position)
    return connection.execute(statement).all()


def change_line(connection: Connection, row: AnyRow, **columns: Any) -> None:
    """Change a line of a transfer."""
    mine = (LINES.c.transfer_id == row.transfer_id, LINES.c.position == row.position)
    connection.execute(update(LINES).where(*mine).values(**columns))


def ingredients(
    connection: Connection, outlet_id: str, codes: Collection[str]
) -> dict[str, AnyRow]:
    """Ingredients of an outlet by code."""
    table = INGREDIENTS.c
    statement = select(table.id, table.code, table.name, table.unit)
    rows = connection.execute(statement.where(table.outlet_id == outlet_id, table.code.in_(codes)))
    return {row.code: row for row in rows}
