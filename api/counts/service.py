"""Counting: what is opened, who counted what, and when counting is done. Approval has its own module."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from api.audit.service import record
from api.counts import queries
from api.counts.queries import COUNTS, ENTRIES, LINES
from api.counts.schemas import (
    Count,
    CountHeader,
    CountQuery,
    CountRequest,
    EntriesRequest,
    RecountRequest,
    SubmitRequest,
)
from api.counts.views import header, whole
from api.ingredients.amounts import in_base
from api.inventory.queries import INGREDIENTS
from api.models import AnyRow
from api.paging import Listing, paged
from chitrail.clock import now
from chitrail.errors import Conflict, IllegalTransition, InvalidInput, NotFound
from chitrail.ids import new_id
from chitrail.tokens import Actor


def open_count(connection: Connection, actor: Actor, request: CountRequest) -> Count:
    """Begin a count. Raises InvalidInput for an unknown ingredient, Conflict for one in another count."""
    wanted = select(INGREDIENTS.c.id, INGREDIENTS.c.code).where(
        INGREDIENTS.c.outlet_id == actor.outlet_id
    )
    if request.ingredient_codes:
        wanted = wanted.where(INGREDIENTS.c.code.in_(request.ingredient_codes))
    rows = connection.execute(wanted).all()
    if unknown := set(request.ingredient_codes) - {row.code for row in rows}:
        raise InvalidInput(f"there is no ingredient {min(unknown)!r}", field="ingredient_codes")
    if not rows:
        raise InvalidInput("there is nothing to count", field="ingredient_codes")
    count_id = new_id()
    row = {
        "id": count_id,
        "outlet_id": actor.outlet_id,
        "name": request.name,
        "blind": request.blind,
        "status": "OPEN",
        "opened_by": actor.subject,
        "opened_at": now(),
    }
    connection.execute(insert(COUNTS), row)
    lines = [{"count_id": count_id, "ingredient_id": found.id} for found in rows]
    try:
        with connection.begin_nested():
            connection.execute(insert(LINES), lines)
    except IntegrityError as error:
        raise Conflict("some of it is being counted already", field="ingredient_codes") from error
    return read(connection, actor, count_id)


def listing(connection: Connection, outlet_id: str, query: CountQuery) -> Listing[CountHeader]:
    """Counts of an outlet, newest first."""
    statement = queries.counts(outlet_id, query)
    rows, page = paged(connection, statement, query, (COUNTS.c.opened_at, COUNTS.c.id))
    return Listing([header(row) for row in rows], page)


def read(connection: Connection, actor: Actor, count_id: UUID) -> Count:
    """A count as this person may see it. Raises NotFound."""
    row = _mine(connection, actor, count_id)
    return whole(row, queries.lines(connection, count_id), actor)


def enter(connection: Connection, actor: Actor, count_id: UUID, request: EntriesRequest) -> Count:
    """Write down what was counted just now. Raises Conflict when the count is not open."""
    in_status(_mine(connection, actor, count_id, lock=True), "OPEN")
    lines = {line.code: line for line in queries.lines(connection, count_id)}
    at, entries = now(), []
    for index, entry in enumerate(request.entries):
        place = f"entries/{index}"
        line = lines.get(entry.ingredient_code)
        if line is None:
            raise InvalidInput("is not part of this count", field=f"{place}/ingredient_code")
        quantity = in_base(
            connection, line.ingredient_id, line.unit, entry.quantity, entry.unit, f"{place}/"
        )
        entries.append(
            {
                "count_id": count_id,
                "ingredient_id": line.ingredient_id,
                "round": line.round,
                "place": entry.place,
                "quantity": quantity,
                "counted_by": actor.subject,
                "counted_at": at,
            }
        )
    connection.execute(insert(ENTRIES), entries)
    return read(connection, actor, count_id)


def submit(connection: Connection, actor: Actor, count_id: UUID, request: SubmitRequest) -> Count:
    """Counting is done. Raises Conflict naming what is not counted, unless that is left out."""
    in_status(_mine(connection, actor, count_id, lock=True), "OPEN")
    lines = queries.lines(connection, count_id)
    missing = [line.code for line in lines if line.counted is None]
    if len(missing) == len(lines):
        raise Conflict("nothing is counted")
    if missing and not request.leave_out:
        raise Conflict(f"not counted: {', '.join(missing[:20])}", field="leave_out")
    move(connection, count_id, status="SUBMITTED", submitted_by=actor.subject, submitted_at=now())
    return read(connection, actor, count_id)


def recount(connection: Connection, actor: Actor, count_id: UUID, request: RecountRequest) -> Count:
    """Have something counted once more; the count is open again."""
    in_status(_mine(connection, actor, count_id, lock=True), "SUBMITTED")
    by_code = {line.code: line.ingredient_id for line in queries.lines(connection, count_id)}
    if unknown := set(request.ingredient_codes) - set(by_code):
        raise InvalidInput(f"{min(unknown)!r} is not part of this count", field="ingredient_codes")
    again = [by_code[code] for code in request.ingredient_codes]
    of_these = (LINES.c.count_id == count_id) & LINES.c.ingredient_id.in_(again)
    connection.execute(update(LINES).where(of_these).values(round=LINES.c.round + 1))
    move(connection, count_id, status="OPEN", submitted_by=None, submitted_at=None)
    _audit(connection, actor, "stock-recount-asked", count_id, codes=request.ingredient_codes)
    return read(connection, actor, count_id)


def cancel(connection: Connection, actor: Actor, count_id: UUID) -> Count:
    """Give a count up; the ledger stays as it is."""
    in_status(_mine(connection, actor, count_id, lock=True), "OPEN", "SUBMITTED")
    move(connection, count_id, status="CANCELLED", closed_by=actor.subject, closed_at=now())
    connection.execute(update(LINES).where(LINES.c.count_id == count_id).values(running=False))
    _audit(connection, actor, "stock-count-cancelled", count_id)
    return read(connection, actor, count_id)


def in_status(row: AnyRow, *allowed: str) -> AnyRow:
    """The row. Raises IllegalTransition when the count is in another status."""
    if row.status not in allowed:
        raise IllegalTransition(f"the count is {row.status}, not {' or '.join(allowed)}")
    return row


def move(connection: Connection, count_id: UUID, **values: Any) -> None:
    """Change a count's row, which the caller has locked."""
    connection.execute(update(COUNTS).where(COUNTS.c.id == count_id).values(**values))


def _mine(connection: Connection, actor: Actor, count_id: UUID, *, lock: bool = False) -> AnyRow:
    row = queries.count(connection, count_id, lock=lock)
    if row is None or row.outlet_id != actor.outlet_id:
        raise NotFound(f"there is no count {count_id}")
    return row


def _audit(
    connection: Connection, actor: Actor, act: str, count_id: UUID, codes: Sequence[str] = ()
) -> None:
    record(connection, actor.outlet_id, actor.subject, act, count_id, codes=list(codes))
