"""Transfers: asked for by either side, read by both, cancelled before anything leaves."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, update

from api.audit.service import record
from api.authorization import Forbidden
from api.models import AnyRow
from api.paging import Listing, paged
from api.preconditions import require_version
from api.purchasing import numbering
from api.purchasing.schemas import EndRequest
from api.reply import Reply
from api.transfers import queries
from api.transfers.booked import booked, is_outlet
from api.transfers.quantities import by_code
from api.transfers.queries import LINES, TRANSFERS
from api.transfers.schemas import Transfer, TransferHeader, TransferQuery, TransferRequest
from api.transfers.views import header_view, transfer_view
from chitrail.clock import now
from chitrail.errors import InvalidInput, NotFound
from chitrail.ids import new_id
from chitrail.states import TransferStatus, check_edge
from chitrail.tokens import Actor


def create(connection: Connection, actor: Actor, request: TransferRequest) -> Reply[Transfer]:
    """Ask for stock of another outlet, or begin to send some. Raises InvalidInput."""
    source, destination = _sides(connection, actor, request)
    codes = {line.ingredient_code for line in request.lines}
    known = queries.ingredients(connection, actor.outlet_id, codes)
    wanted = by_code(connection, request.lines, known)
    for place, line in enumerate(request.lines):
        if wanted[line.ingredient_code] <= 0:
            raise InvalidInput("must be more than zero", field=f"lines/{place}/quantity")
    identity, at = new_id(), now()
    row = {
        "id": identity,
        "from_outlet": source,
        "to_outlet": destination,
        "note": request.note,
        "requested_outlet": actor.outlet_id,
        "requested_by": actor.subject,
        "requested_at": at,
        "number": numbering.take(connection, actor.outlet_id, numbering.TRANSFER, at),
    }
    connection.execute(insert(TRANSFERS).values(row))
    lines = [
        {
            "transfer_id": identity,
            "position": place,
            "ingredient_code": code,
            "ingredient_name": known[code].name,
            "unit": known[code].unit,
            "requested": quantity,
        }
        for place, (code, quantity) in enumerate(wanted.items())
    ]
    connection.execute(insert(LINES), lines)
    made = told(connection, actor, identity, "transfer-requested")
    return Reply(made.value, location=f"/api/transfers/{identity}", version=made.version)


def read(connection: Connection, outlet_id: str, transfer_id: UUID) -> Reply[Transfer]:
    """A transfer of which the outlet is a side. Raises NotFound."""
    row = queries.transfer(connection, outlet_id, transfer_id)
    if row is None:
        raise NotFound(f"there is no transfer {transfer_id}")
    taken = {} if row.out_document_id is None else booked(connection, row.out_document_id)
    return Reply(
        transfer_view(row, queries.lines(connection, transfer_id), taken), version=row.version
    )


def listing(
    connection: Connection, outlet_id: str, query: TransferQuery
) -> Listing[TransferHeader]:
    """Transfers of which the outlet is a side, newest first."""
    statement = queries.listing(outlet_id, query)
    rows, page = paged(connection, statement, query, (TRANSFERS.c.requested_at, TRANSFERS.c.id))
    return Listing([header_view(row) for row in rows], page)


def cancel(
    connection: Connection,
    actor: Actor,
    transfer_id: UUID,
    request: EndRequest,
    expected: int | None,
) -> Reply[Transfer]:
    """Cancel what has not left; either side may. Raises NotFound, PreconditionFailed, IllegalTransition."""
    row = stepping(connection, actor, transfer_id, TransferStatus.CANCELLED, expected)
    advance(
        connection,
        row,
        status=TransferStatus.CANCELLED,
        ended_by=actor.subject,
        end_reason=request.reason,
    )
    return told(connection, actor, transfer_id, "transfer-cancelled", reason=request.reason)


def stepping(
    connection: Connection,
    actor: Actor,
    transfer_id: UUID,
    target: TransferStatus,
    expected: int | None,
) -> AnyRow:
    """A transfer that may become `target`, locked.

    Raises NotFound, Forbidden for the other side's act, PreconditionFailed, IllegalTransition.
    """
    row = queries.transfer(connection, actor.outlet_id, transfer_id, lock=True)
    if row is None:
        raise NotFound(f"there is no transfer {transfer_id}")
    doers = {TransferStatus.DISPATCHED: row.from_outlet, TransferStatus.RECEIVED: row.to_outlet}
    if doers.get(target, actor.outlet_id) != actor.outlet_id:
        raise Forbidden(f"this is done at {doers[target]}", outlet=doers[target])
    if expected is not None and expected != row.version:
        require_version(expected, row.version, read(connection, actor.outlet_id, row.id).value)
    check_edge("transfer", TransferStatus(row.status), target)
    return row


def advance(connection: Connection, row: AnyRow, **columns: Any) -> None:
    """The next version of a transfer."""
    changed = update(TRANSFERS).where(TRANSFERS.c.id == row.id)
    connection.execute(changed.values(**columns, version=row.version + 1))


def told(
    connection: Connection, actor: Actor, transfer_id: UUID, act: str, **details: object
) -> Reply[Transfer]:
    """A transfer after an act on it, which the audit of the actor's outlet is told."""
    found = read(connection, actor.outlet_id, transfer_id)
    sides = {"from_outlet": found.value.from_outlet, "to_outlet": found.value.to_outlet}
    number = found.value.number
    record(
        connection,
        actor.outlet_id,
        actor.subject,
        act,
        transfer_id,
        at=None,
        number=number,
        **sides,
        **details,
    )
    return found


def _sides(connection: Connection, actor: Actor, request: TransferRequest) -> tuple[str, str]:
    """From which outlet to which. Raises InvalidInput."""
    if (request.from_outlet is None) == (request.to_outlet is None):
        raise InvalidInput("give from_outlet or to_outlet", field="from_outlet")
    other = request.from_outlet or request.to_outlet or ""
    field = "to_outlet" if request.from_outlet is None else "from_outlet"
    if other == actor.outlet_id or not is_outlet(connection, other):
        raise InvalidInput("is no other outlet", field=field)
    return (actor.outlet_id, other) if request.from_outlet is None else (other, actor.outlet_id)
