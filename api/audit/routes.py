"""Route of the audit."""

from sqlalchemy import Connection

from api.audit import reading
from api.audit.schemas import AuditQuery, RecordedAct
from api.authorization import MANAGEMENT
from api.paging import Listing
from api.routing import Routes
from chitrail.tokens import Actor

routes = Routes("audit")


@routes.get("/api/audit", roles=MANAGEMENT)
def list_audit(query: AuditQuery, actor: Actor, connection: Connection) -> Listing[RecordedAct]:
    """List sensitive acts, newest first."""
    return reading.listing(connection, actor.outlet_id, query)
