"""Routes of what can be had in spite of the stock, and of how much is left."""

from uuid import UUID

from sqlalchemy import Connection

from api.authorization import COOKS, EVERYONE, MANAGEMENT
from api.menu import forcing, limits, standings
from api.menu.forcing import EndForceRequest, ForceRequest
from api.menu.item_schemas import ManagedItem
from api.menu.limits import SaleLimit
from api.menu.standing_schemas import FewSettings, Standings
from api.reply import Reply
from api.routing import Routes
from chitrail.tokens import Actor

routes = Routes("menu")
ITEM = "/api/menu/items/<uuid:item_id>"


@routes.post(f"{ITEM}/force", roles=COOKS, refusals=(404,))
def force_menu_item(
    item_id: UUID, body: ForceRequest, actor: Actor, connection: Connection
) -> Reply[ManagedItem]:
    """Let an item be had, or not, in spite of the stock, until an instant or the next receipt."""
    return forcing.force(connection, actor, item_id, body)


@routes.post(f"{ITEM}/end-force", roles=COOKS, refusals=(404,))
def end_force_menu_item(
    item_id: UUID,
    body: EndForceRequest,  # noqa: ARG001 - refuses a body that says more than this act takes
    actor: Actor,
    connection: Connection,
) -> Reply[ManagedItem]:
    """Let the stock rule over an item again before its time."""
    return forcing.end_force(connection, actor, item_id)


@routes.get("/api/menu/availability", roles=EVERYONE)
def list_availability(actor: Actor, connection: Connection) -> Standings:
    """List what can be had and how many portions are left of it."""
    return standings.standings(connection, actor.outlet_id)


@routes.get("/api/menu/availability/settings", roles=EVERYONE)
def get_availability_settings(actor: Actor, connection: Connection) -> FewSettings:
    """Read from how many portions on screens, and guests, are told how many are left."""
    return standings.settings(connection, actor.outlet_id)


@routes.post("/api/menu/availability/settings", roles=MANAGEMENT)
def save_availability_settings(
    body: FewSettings, actor: Actor, connection: Connection
) -> Reply[FewSettings]:
    """Say from how many portions on screens, and guests, are told how many are left."""
    return standings.save_settings(connection, actor, body)


@routes.post("/api/menu/availability/limits", roles=MANAGEMENT)
def save_sale_limit(body: SaleLimit, actor: Actor, connection: Connection) -> Reply[SaleLimit]:
    """Say whether dishes are sold out when there is not enough of an ingredient."""
    return limits.save(connection, actor, body)
