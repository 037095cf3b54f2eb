"""Making and changing modifier groups. What orders chose stays with them, so nothing is ever deleted."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_not

from api.ingredients.amounts import in_base
from api.menu import group_queries as queries
from api.menu.group_queries import EFFECTS, GROUPS, MODIFIERS
from api.menu.group_schemas import (
    ModifierGroup,
    ModifierGroupChange,
    ModifierGroupRequest,
    ModifierTerms,
)
from api.menu.group_views import group_views
from api.menu.parts import STATION, living
from api.menu.queries import ingredients_by_code
from api.menu.versions import CodeTaken, note_change
from api.preconditions import require_version
from api.reply import Reply
from chitrail.clock import now
from chitrail.errors import InvalidInput, NotFound
from chitrail.ids import new_id
from chitrail.money import MAX_PAISE, parse_rupees
from chitrail.tokens import Actor

KIND = "MODIFIER_GROUP"
MOST_IN_A_PORTION = 1_000_000


def listing(connection: Connection, outlet_id: str) -> list[ModifierGroup]:
    """Every group of an outlet, retired ones too, in the order of the menu."""
    return group_views(connection, queries.groups(connection, outlet_id))


def read(connection: Connection, outlet_id: str, group_id: UUID) -> Reply[ModifierGroup]:
    """A group. Raises NotFound."""
    view = _view(connection, outlet_id, group_id)
    return Reply(view, version=view.version)


def create(
    connection: Connection, actor: Actor, request: ModifierGroupRequest
) -> Reply[ModifierGroup]:
    """A new group. Raises InvalidInput, CodeTaken."""
    identity = new_id()
    _check_choices(request.min_choices, request.max_choices)
    row = {
        "id": identity,
        "outlet_id": actor.outlet_id,
        "code": request.code,
        "name": request.name,
        "min_choices": request.min_choices,
        "max_choices": request.max_choices,
        "position": request.position,
        "updated_at": now(),
    }
    statement = insert_or_not(GROUPS).values(row).on_conflict_do_nothing()
    if connection.execute(statement.returning(GROUPS.c.id)).scalar() is None:
        raise CodeTaken(f"there is a modifier group {request.code}", field="code")
    _write_modifiers(connection, actor.outlet_id, identity, request.modifiers)
    view = _view(connection, actor.outlet_id, identity)
    note_change(connection, actor, KIND, "modifier-group-created", identity, view.code, None, view)
    return Reply(view, location=f"/api/menu/modifier-groups/{identity}", version=view.version)


def change(
    connection: Connection,
    actor: Actor,
    group_id: UUID,
    request: ModifierGroupChange,
    expected: int | None,
) -> Reply[ModifierGroup]:
    """Change a group; modifiers that are not named any more are retired.

    Raises NotFound, PreconditionFailed, InvalidInput.
    """
    queries.lock(connection, actor.outlet_id, group_id)
    before = _view(connection, actor.outlet_id, group_id)
    require_version(expected, before.version, before)
    least = before.min_choices if request.min_choices is None else request.min_choices
    most = before.max_choices if request.max_choices is None else request.max_choices
    _check_choices(least, most)
    at = now()
    columns: dict[str, Any] = {"min_choices": least, "max_choices": most, "updated_at": at}
    for name in ("name", "position"):
        if getattr(request, name) is not None:
            columns[name] = getattr(request, name)
    if request.retired is not None and request.retired != before.retired:
        columns["retired_at"] = at if request.retired else None
    if request.modifiers is not None:
        _write_modifiers(connection, actor.outlet_id, group_id, request.modifiers)
    statement = update(GROUPS).where(GROUPS.c.id == group_id)
    connection.execute(statement.values(version=GROUPS.c.version + 1, **columns))
    view = _view(connection, actor.outlet_id, group_id)
    note_change(
        connection, actor, KIND, "modifier-group-changed", group_id, view.code, before, view
    )
    return Reply(view, version=view.version)


def _write_modifiers(
    connection: Connection, outlet_id: str, group_id: UUID, terms: Sequence[ModifierTerms]
) -> None:
    """Write the group's modifiers as they shall be; one that had this code before is the same one."""
    present = select(MODIFIERS.c.code, MODIFIERS.c.id).where(MODIFIERS.c.group_id == group_id)
    known = {row.code: row.id for row in connection.execute(present)}
    gone = update(MODIFIERS).where(
        MODIFIERS.c.group_id == group_id, MODIFIERS.c.retired_at.is_(None)
    )
    connection.execute(gone.values(retired_at=now()))
    written: set[str] = set()
    for place, modifier in enumerate(terms):
        field = f"modifiers/{place}"
        if modifier.code in written:
            raise InvalidInput("is given twice", field=f"{field}/code")
        written.add(modifier.code)
        price = parse_rupees(modifier.price, field=f"{field}/price")
        if abs(price) > MAX_PAISE:
            raise InvalidInput("is more than the books take", field=f"{field}/price")
        columns = {
            "name": modifier.name,
            "price_paise": price,
            "available": modifier.available,
            "follows_stock": modifier.follows_stock,
            "position": place,
            "retired_at": None,
            "station": (modifier.station or None)
            and living(
                connection, outlet_id, f"{field}/station", STATION.table.c.code, modifier.station
            ),
        }
        identity = known.get(modifier.code)
        if identity is None:
            identity = new_id()
            head = {"id": identity, "group_id": group_id, "code": modifier.code}
            connection.execute(insert(MODIFIERS).values(**head, **columns))
        else:
            connection.execute(update(MODIFIERS).where(MODIFIERS.c.id == identity).values(columns))
        _write_effects(connection, outlet_id, identity, modifier, field)


def _write_effects(
    connection: Connection, outlet_id: str, modifier_id: UUID, terms: ModifierTerms, field: str
) -> None:
    connection.execute(delete(EFFECTS).where(EFFECTS.c.modifier_id == modifier_id))
    known = ingredients_by_code(
        connection, outlet_id, {one.ingredient_code for one in terms.ingredients}
    )
    quantities: dict[UUID, Decimal] = {}
    for place, effect in enumerate(terms.ingredients):
        at = f"{field}/ingredients/{place}"
        ingredient = known.get(effect.ingredient_code)
        if ingredient is None:
            raise InvalidInput("there is no such ingredient", field=f"{at}/ingredient_code")
        if ingredient.id in quantities:
            raise InvalidInput("is given twice", field=f"{at}/ingredient_code")
        quantity = in_base(
            connection, ingredient.id, ingredient.unit, effect.quantity, effect.unit, f"{at}/"
        )
        if not 0 < abs(quantity) <= MOST_IN_A_PORTION:
            raise InvalidInput("is not what a portion can change by", field=f"{at}/quantity")
        quantities[ingredient.id] = quantity
    if quantities:
        rows = [
            {"modifier_id": modifier_id, "ingredient_id": one, "quantity": quantity}
            for one, quantity in quantities.items()
        ]
        connection.execute(insert(EFFECTS), rows)


def _check_choices(least: int, most: int) -> None:
    if least > most:
        raise InvalidInput(f"is more than max_choices, {most}", field="min_choices")


def _view(connection: Connection, outlet_id: str, group_id: UUID) -> ModifierGroup:
    found = group_views(connection, queries.groups(connection, outlet_id, group_id))
    if not found:
        raise NotFound(f"there is no modifier group {group_id}")
    return found[0]
