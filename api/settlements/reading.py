"""Reading settlements, and resolving their exceptions."""

from uuid import UUID

from sqlalchemy import Connection

from api.paging import Listing, paged
from api.settlements import queries
from api.settlements.exceptions import EXCEPTIONS, change
from api.settlements.importing import LINES
from api.settlements.queries import SETTLEMENTS
from api.settlements.schemas import (
    ExceptionQuery,
    LineQuery,
    Settlement,
    SettlementException,
    SettlementLine,
    SettlementQuery,
)
from api.settlements.views import exception_view, line_view, settlement_view
from chitrail.clock import now
from chitrail.errors import Conflict, NotFound
from chitrail.tokens import Actor


def settlements(
    connection: Connection, outlet_id: str, query: SettlementQuery
) -> Listing[Settlement]:
    """Settlements that have anything to do with the outlet, newest first."""
    by = (SETTLEMENTS.c.settled_at, SETTLEMENTS.c.id)
    rows, page = paged(connection, queries.settlements(outlet_id), query, by)
    return Listing([settlement_view(row) for row in rows], page)


def lines(
    connection: Connection, outlet_id: str, settlement_id: str, query: LineQuery
) -> Listing[SettlementLine]:
    """Lines of a settlement, newest payment first. Raises NotFound."""
    if not queries.has_line(connection, outlet_id, settlement_id):
        raise NotFound(f"there is no settlement {settlement_id}")
    by = (LINES.c.entity_created_at, LINES.c.entity_id)
    rows, page = paged(connection, queries.lines(outlet_id, settlement_id), query, by)
    return Listing([line_view(row) for row in rows], page)


def exceptions(
    connection: Connection, outlet_id: str | None, query: ExceptionQuery
) -> Listing[SettlementException]:
    """Exceptions that match, newest first; of every outlet when none is named."""
    by = (EXCEPTIONS.c.first_seen_at, EXCEPTIONS.c.id)
    rows, page = paged(connection, queries.exceptions(outlet_id, query), query, by)
    return Listing([exception_view(row) for row in rows], page)


def resolve(
    connection: Connection, actor: Actor, exception_id: UUID, note: str
) -> SettlementException:
    """End an exception by hand. Raises NotFound, and Conflict when it has ended already."""
    row = queries.exception(connection, actor.outlet_id, exception_id)
    if row is None:
        raise NotFound(f"there is no exception {exception_id}")
    if row.resolved_at is not None:
        raise Conflict(f"it was resolved by {row.resolved_by}", exception=exception_view(row))
    values = {"resolved_at": now(), "resolved_by": actor.subject, "note": note}
    change(connection, exception_id, values)
    resolved = queries.exception(connection, actor.outlet_id, exception_id)
    if resolved is None:
        raise NotFound(f"there is no exception {exception_id}")
    return exception_view(resolved)
