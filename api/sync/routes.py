"""The route of offline tills."""

from api.authorization import EVERYONE
from api.database import Database
from api.routing import Routes
from api.sync import service
from api.sync.schemas import SyncRequest, SyncResult
from chitrail.settings import Settings
from chitrail.tokens import Actor

routes = Routes("sync")


@routes.post("/api/sync", roles=EVERYONE, idempotent=False)
def sync(body: SyncRequest, actor: Actor, database: Database, settings: Settings) -> SyncResult:
    """Tell what a till did without a line, in its order; every operation has its own id and result."""
    return service.sync(database, settings, actor, body)
