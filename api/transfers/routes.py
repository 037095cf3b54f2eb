"""Routes of transfers."""

from uuid import UUID

from sqlalchemy import Connection

from api.authorization import MANAGEMENT
from api.paging import Listing
from api.purchasing.schemas import EndRequest
from api.reply import Reply
from api.routing import Routes
from api.transfers import moving, service
from api.transfers.schemas import (
    ArrivalRequest,
    DispatchRequest,
    Transfer,
    TransferHeader,
    TransferQuery,
    TransferRequest,
)
from chitrail.tokens import Actor

routes = Routes("transfers")
ONE = "/api/transfers/<uuid:transfer_id>"


@routes.get("/api/transfers", roles=MANAGEMENT)
def list_transfers(
    query: TransferQuery, actor: Actor, connection: Connection
) -> Listing[TransferHeader]:
    """List stock that goes to other outlets or comes from them, newest first."""
    return service.listing(connection, actor.outlet_id, query)


@routes.post("/api/transfers", roles=MANAGEMENT, status=201)
def request_transfer(
    body: TransferRequest, actor: Actor, connection: Connection
) -> Reply[Transfer]:
    """Ask another outlet for stock, or begin to send it some."""
    return service.create(connection, actor, body)


@routes.get(ONE, roles=MANAGEMENT, refusals=(404,))
def get_transfer(transfer_id: UUID, actor: Actor, connection: Connection) -> Reply[Transfer]:
    """Read a transfer; both outlets may."""
    return service.read(connection, actor.outlet_id, transfer_id)


@routes.post(f"{ONE}/dispatch", roles=MANAGEMENT, refusals=(404, 409, 412))
def dispatch_transfer(
    transfer_id: UUID,
    body: DispatchRequest,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[Transfer]:
    """Send stock off to the other outlet."""
    return moving.dispatch(connection, actor, transfer_id, body, expected_version)


@routes.post(f"{ONE}/receive", roles=MANAGEMENT, refusals=(404, 409, 412))
def receive_transfer(
    transfer_id: UUID,
    body: ArrivalRequest,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[Transfer]:
    """Take in what arrived of the other outlet's stock."""
    return moving.receive(connection, actor, transfer_id, body, expected_version)


@routes.post(f"{ONE}/cancel", roles=MANAGEMENT, refusals=(404, 409, 412))
def cancel_transfer(
    transfer_id: UUID,
    body: EndRequest,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[Transfer]:
    """Cancel a transfer of which nothing has left."""
    return service.cancel(connection, actor, transfer_id, body, expected_version)
