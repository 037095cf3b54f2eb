"""Queries about settlements, their lines and exceptions, as one outlet may see them."""

from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, func, literal, or_, select

from api.models import AnyRow, AnySelect, table_of
from api.settlements.exceptions import EXCEPTIONS
from api.settlements.importing import LINES
from api.settlements.models import Settlement
from api.settlements.schemas import ExceptionQuery

SETTLEMENTS = table_of(Settlement)


def visible(table: Table, outlet_id: str | None) -> ColumnElement[bool]:
    """Rows of an outlet and those of none; everything without an outlet to ask for."""
    if outlet_id is None:
        return literal(True)
    return or_(table.c.outlet_id == outlet_id, table.c.outlet_id.is_(None))


def settlements(outlet_id: str) -> AnySelect:
    """Statement for the settlements that have a line the outlet may see."""
    seen = (
        select(
            LINES.c.settlement_id,
            func.count().label("lines"),
            func.sum(LINES.c.credit_paise - LINES.c.debit_paise).label("net_paise"),
        )
        .where(visible(LINES, outlet_id))
        .group_by(LINES.c.settlement_id)
        .subquery()
    )
    return select(SETTLEMENTS, seen.c.lines, seen.c.net_paise).join(
        seen, seen.c.settlement_id == SETTLEMENTS.c.id
    )


def lines(outlet_id: str, settlement_id: str) -> AnySelect:
    """Statement for the lines of a settlement that the outlet may see."""
    return select(LINES).where(LINES.c.settlement_id == settlement_id, visible(LINES, outlet_id))


def has_line(connection: Connection, outlet_id: str, settlement_id: str) -> bool:
    """Whether the outlet may see anything of a settlement."""
    found = connection.execute(select(lines(outlet_id, settlement_id).exists()))
    return bool(found.scalar_one())


def exceptions(outlet_id: str | None, query: ExceptionQuery) -> AnySelect:
    """Statement for the exceptions that match and that the outlet may see."""
    statement = select(EXCEPTIONS).where(visible(EXCEPTIONS, outlet_id))
    if query.kind is not None:
        statement = statement.where(EXCEPTIONS.c.kind == query.kind)
    if query.open_ is not None:
        statement = statement.where(EXCEPTIONS.c.resolved_at.is_(None) == literal(query.open_))
    return statement


def count_open(connection: Connection, outlet_id: str | None) -> int:
    """Open exceptions that the outlet may see."""
    matching = exceptions(outlet_id, ExceptionQuery(open_=True)).subquery()
    return int(connection.execute(select(func.count()).select_from(matching)).scalar_one())


def exception(connection: Connection, outlet_id: str, exception_id: UUID) -> AnyRow | None:
    """An exception the outlet may see, locked until the transaction ends."""
    statement = select(EXCEPTIONS).where(
        EXCEPTIONS.c.id == exception_id, visible(EXCEPTIONS, outlet_id)
    )
    return connection.execute(statement.with_for_update()).one_or_none()
