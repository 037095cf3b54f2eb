"""The route of drafting by the forecast."""

from sqlalchemy import Connection

from api.authorization import MANAGEMENT
from api.reordering import service
from api.reordering.schemas import ReorderDrafts, ReorderRequest
from api.routing import Routes
from chitrail.tokens import Actor

routes = Routes("purchasing")
MOST_BYTES = 2 * 1024 * 1024
"""Two thousand targets with their reasons."""


@routes.post("/api/reorder/drafts", roles=MANAGEMENT, most_bytes=MOST_BYTES)
def draft_reorders(body: ReorderRequest, actor: Actor, connection: Connection) -> ReorderDrafts:
    """Draft an order to every supplier of what is due, or bring their open drafts up to it."""
    return service.draft(connection, actor, body)
