"""Routes of tables."""

from sqlalchemy import Connection

from api.authorization import FLOOR, MANAGEMENT
from api.routing import Routes
from api.tables import service
from api.tables.schemas import Table, TableRequest, Tables
from chitrail.tokens import Actor

routes = Routes("tables")


@routes.get("/api/tables", roles=FLOOR)
def list_tables(actor: Actor, connection: Connection) -> Tables:
    """See every table: free, occupied or paid, with its open orders."""
    return service.listing(connection, actor.outlet_id)


@routes.post("/api/tables", roles=MANAGEMENT)
def set_up_table(body: TableRequest, actor: Actor, connection: Connection) -> Table:
    """Set a table up, or change the one of this label."""
    return service.set_up(connection, actor.outlet_id, body)
