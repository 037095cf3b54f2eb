"""Routes of the menu."""

from uuid import UUID

from sqlalchemy import Connection

from api.authorization import MANAGEMENT, PUBLIC
from api.menu import groups, items, service, versions
from api.menu.group_schemas import (
    ModifierGroup,
    ModifierGroupChange,
    ModifierGroupRequest,
    ModifierGroups,
)
from api.menu.item_schemas import ItemChange, ItemRequest, ManagedItem
from api.menu.schemas import Menu, MenuChange, MenuChangeQuery, MenuQuery
from api.paging import Listing
from api.reply import Reply
from api.routing import Routes
from chitrail.tokens import Actor

routes = Routes("menu")
GROUP = "/api/menu/modifier-groups/<uuid:group_id>"
ITEM = "/api/menu/items/<uuid:item_id>"


@routes.get("/api/menu", roles=PUBLIC, refusals=(404,))
def get_menu(query: MenuQuery, connection: Connection) -> Reply[Menu]:
    """Read an outlet's menu with what is available now."""
    return service.read_menu(connection, query.outlet_id, retired=query.retired)


@routes.get("/api/menu/versions", roles=MANAGEMENT)
def list_menu_changes(
    query: MenuChangeQuery, actor: Actor, connection: Connection
) -> Listing[MenuChange]:
    """List who changed what of the menu, newest first."""
    return versions.history(connection, actor.outlet_id, query)


@routes.post("/api/menu/items", roles=MANAGEMENT, status=201, refusals=(409,))
def create_menu_item(body: ItemRequest, actor: Actor, connection: Connection) -> Reply[ManagedItem]:
    """Put an item on the menu."""
    return items.create(connection, actor, body)


@routes.get(ITEM, roles=MANAGEMENT, refusals=(404,))
def get_menu_item(item_id: UUID, actor: Actor, connection: Connection) -> Reply[ManagedItem]:
    """Read an item as those who keep the menu see it."""
    return items.read(connection, actor.outlet_id, item_id)


@routes.patch(ITEM, roles=MANAGEMENT, refusals=(404, 412))
def change_menu_item(
    item_id: UUID,
    body: ItemChange,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[ManagedItem]:
    """Change an item, or retire it; orders keep the prices they were placed with."""
    return items.change(connection, actor, item_id, body, expected_version)


@routes.get("/api/menu/modifier-groups", roles=MANAGEMENT)
def list_modifier_groups(actor: Actor, connection: Connection) -> ModifierGroups:
    """List modifier groups with what their modifiers change of a portion."""
    return ModifierGroups(groups.listing(connection, actor.outlet_id))


@routes.post("/api/menu/modifier-groups", roles=MANAGEMENT, status=201, refusals=(409,))
def create_modifier_group(
    body: ModifierGroupRequest, actor: Actor, connection: Connection
) -> Reply[ModifierGroup]:
    """Make a group of modifiers; items offer it by its code."""
    return groups.create(connection, actor, body)


@routes.get(GROUP, roles=MANAGEMENT, refusals=(404,))
def get_modifier_group(
    group_id: UUID, actor: Actor, connection: Connection
) -> Reply[ModifierGroup]:
    """Read a group of modifiers."""
    return groups.read(connection, actor.outlet_id, group_id)


@routes.patch(GROUP, roles=MANAGEMENT, refusals=(404, 412))
def change_modifier_group(
    group_id: UUID,
    body: ModifierGroupChange,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[ModifierGroup]:
    """Change a group of modifiers, or retire it."""
    return groups.change(connection, actor, group_id, body, expected_version)
