"""Routes of the menu."""

from uuid import UUID

from sqlalchemy import Connection

from api.authorization import COOKS, MANAGEMENT, PUBLIC
from api.database import Database
from api.menu import (
    exporting,
    groups,
    importing,
    items,
    parts,
    recipes,
    service,
    snoozing,
    versions,
)
from api.menu.caching import menu_cache
from api.menu.file_schemas import ExportQuery, ImportReport, ImportRequest
from api.menu.group_schemas import (
    ModifierGroup,
    ModifierGroupChange,
    ModifierGroupRequest,
    ModifierGroups,
)
from api.menu.item_schemas import ItemChange, ItemRequest, ManagedItem
from api.menu.part_schemas import (
    Categories,
    CategoryChange,
    CategoryRequest,
    ManagedCategory,
    ManagedStation,
    ManagedTaxClass,
    StationChange,
    StationRequest,
    Stations,
    TaxClassChange,
    TaxClasses,
    TaxClassRequest,
)
from api.menu.recipe_schemas import Recipe, RecipeRequest, Recipes
from api.menu.schemas import Menu, MenuChange, MenuChangeQuery, MenuQuery
from api.menu.snoozing import SnoozeRequest, UnsnoozeRequest
from api.paging import Listing
from api.reply import Encoded, Reply
from api.routing import Routes
from chitrail.settings import Settings
from chitrail.tokens import Actor

routes = Routes("menu")
GROUP = "/api/menu/modifier-groups/<uuid:group_id>"
ITEM = "/api/menu/items/<uuid:item_id>"
MOST_FILE_BYTES = 2_000_000


@routes.get("/api/menu", roles=PUBLIC, returns=Reply[Menu], refusals=(404,))
def get_menu(query: MenuQuery, database: Database, settings: Settings) -> Encoded:
    """Read an outlet's menu with what is available now."""
    return service.read_menu(database, menu_cache(settings), query)


@routes.get("/api/menu/versions", roles=MANAGEMENT)
def list_menu_changes(
    query: MenuChangeQuery, actor: Actor, connection: Connection
) -> Listing[MenuChange]:
    """List who changed what of the menu, newest first."""
    return versions.history(connection, actor.outlet_id, query)


@routes.get(
    "/api/menu/export",
    roles=MANAGEMENT,
    returns=str,
    media_types=("application/yaml", "text/csv"),
)
def export_menu(query: ExportQuery, actor: Actor, connection: Connection) -> Encoded:
    """Read the menu as a file that can be imported again."""
    return exporting.export(connection, actor.outlet_id, query.format)


@routes.post("/api/menu/import", roles=MANAGEMENT, most_bytes=MOST_FILE_BYTES)
def import_menu(body: ImportRequest, actor: Actor, connection: Connection) -> ImportReport:
    """Bring a menu file in, all of it or nothing; `dry_run` only tells what would change."""
    return importing.bring_in(connection, actor, body)


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


@routes.post(f"{ITEM}/snooze", roles=COOKS, refusals=(404,))
def snooze_menu_item(
    item_id: UUID, body: SnoozeRequest, actor: Actor, connection: Connection
) -> Reply[ManagedItem]:
    """Take an item off the menu for a while; it comes back by itself."""
    return snoozing.snooze(connection, actor, item_id, body)


@routes.post(f"{ITEM}/unsnooze", roles=COOKS, refusals=(404,))
def unsnooze_menu_item(
    item_id: UUID,
    body: UnsnoozeRequest,  # noqa: ARG001 - refuses a body that says more than this act takes
    actor: Actor,
    connection: Connection,
) -> Reply[ManagedItem]:
    """Put an item back on the menu before its time."""
    return snoozing.unsnooze(connection, actor, item_id)


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


@routes.get(f"{ITEM}/recipes", roles=MANAGEMENT, refusals=(404,))
def list_recipes(item_id: UUID, actor: Actor, connection: Connection) -> Recipes:
    """Read every version of an item's recipe, newest first."""
    return Recipes(recipes.versions(connection, actor.outlet_id, item_id))


@routes.post(f"{ITEM}/recipes", roles=MANAGEMENT, status=201, refusals=(404, 412))
def create_recipe(
    item_id: UUID,
    body: RecipeRequest,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[Recipe]:
    """Give an item the next version of its recipe; what was ordered keeps the one it had."""
    return recipes.create(connection, actor, item_id, body, expected_version)


@routes.get("/api/menu/categories", roles=MANAGEMENT)
def list_menu_categories(actor: Actor, connection: Connection) -> Categories:
    """List categories."""
    return Categories(parts.listing(connection, actor.outlet_id, parts.CATEGORY))


@routes.post("/api/menu/categories", roles=MANAGEMENT, status=201, refusals=(409,))
def create_menu_category(
    body: CategoryRequest, actor: Actor, connection: Connection
) -> Reply[ManagedCategory]:
    """Make a category."""
    return parts.create(connection, actor, parts.CATEGORY, body)


@routes.patch("/api/menu/categories/<code>", roles=MANAGEMENT, refusals=(404, 409, 412))
def change_menu_category(
    code: str,
    body: CategoryChange,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[ManagedCategory]:
    """Change a category, or retire it once it has no items."""
    return parts.change(connection, actor, parts.CATEGORY, code, body, expected_version)


@routes.get("/api/menu/stations", roles=MANAGEMENT)
def list_stations(actor: Actor, connection: Connection) -> Stations:
    """List kitchen stations."""
    return Stations(parts.listing(connection, actor.outlet_id, parts.STATION))


@routes.post("/api/menu/stations", roles=MANAGEMENT, status=201, refusals=(409,))
def create_station(
    body: StationRequest, actor: Actor, connection: Connection
) -> Reply[ManagedStation]:
    """Make a kitchen station."""
    return parts.create(connection, actor, parts.STATION, body)


@routes.patch("/api/menu/stations/<code>", roles=MANAGEMENT, refusals=(404, 409, 412))
def change_station(
    code: str,
    body: StationChange,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[ManagedStation]:
    """Change a kitchen station, or retire it once no item is cooked there."""
    return parts.change(connection, actor, parts.STATION, code, body, expected_version)


@routes.get("/api/menu/tax-classes", roles=MANAGEMENT)
def list_tax_classes(actor: Actor, connection: Connection) -> TaxClasses:
    """List tax classes."""
    return TaxClasses(parts.listing(connection, actor.outlet_id, parts.TAX_CLASS))


@routes.post("/api/menu/tax-classes", roles=MANAGEMENT, status=201, refusals=(409,))
def create_tax_class(
    body: TaxClassRequest, actor: Actor, connection: Connection
) -> Reply[ManagedTaxClass]:
    """Make a tax class."""
    return parts.create(connection, actor, parts.TAX_CLASS, body)


@routes.patch("/api/menu/tax-classes/<code>", roles=MANAGEMENT, refusals=(404, 409, 412))
def change_tax_class(
    code: str,
    body: TaxClassChange,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[ManagedTaxClass]:
    """Change a tax class; its items have the new rate at once, open orders the one they were priced with."""
    return parts.change(connection, actor, parts.TAX_CLASS, code, body, expected_version)
