"""Routes of counts."""

from uuid import UUID

from sqlalchemy import Connection

from api.authorization import EVERYONE, MANAGEMENT
from api.counts import approving, service
from api.counts.schemas import (
    Count,
    CountHeader,
    CountQuery,
    CountRequest,
    EntriesRequest,
    RecountRequest,
    SubmitRequest,
)
from api.paging import Listing
from api.routing import Routes
from chitrail.tokens import Actor

routes = Routes("inventory")
COUNTS = "/api/inventory/counts"
ONE = f"{COUNTS}/<uuid:count_id>"


@routes.post(COUNTS, roles=MANAGEMENT, status=201, refusals=(409,))
def open_count(body: CountRequest, actor: Actor, connection: Connection) -> Count:
    """Begin to count some ingredients or all of them."""
    return service.open_count(connection, actor, body)


@routes.get(COUNTS, roles=EVERYONE)
def list_counts(query: CountQuery, actor: Actor, connection: Connection) -> Listing[CountHeader]:
    """List counts, newest first."""
    return service.listing(connection, actor.outlet_id, query)


@routes.get(ONE, roles=EVERYONE, refusals=(404,))
def get_count(count_id: UUID, actor: Actor, connection: Connection) -> Count:
    """Read a count."""
    return service.read(connection, actor, count_id)


@routes.post(f"{ONE}/entries", roles=EVERYONE, refusals=(404, 409))
def enter_count(
    count_id: UUID, body: EntriesRequest, actor: Actor, connection: Connection
) -> Count:
    """Write down what was counted just now."""
    return service.enter(connection, actor, count_id, body)


@routes.post(f"{ONE}/submit", roles=EVERYONE, refusals=(404, 409))
def submit_count(
    count_id: UUID, body: SubmitRequest, actor: Actor, connection: Connection
) -> Count:
    """Say that counting is done."""
    return service.submit(connection, actor, count_id, body)


@routes.post(f"{ONE}/recount", roles=MANAGEMENT, refusals=(404, 409))
def recount(count_id: UUID, body: RecountRequest, actor: Actor, connection: Connection) -> Count:
    """Have some of it counted once more."""
    return service.recount(connection, actor, count_id, body)


@routes.post(f"{ONE}/approve", roles=MANAGEMENT, refusals=(404, 409))
def approve_count(count_id: UUID, actor: Actor, connection: Connection) -> Count:
    """Correct the ledger by what differs from it as of the moment of each count."""
    return approving.approve(connection, actor, count_id)


@routes.post(f"{ONE}/cancel", roles=MANAGEMENT, refusals=(404, 409))
def cancel_count(count_id: UUID, actor: Actor, connection: Connection) -> Count:
    """Give a count up."""
    return service.cancel(connection, actor, count_id)
