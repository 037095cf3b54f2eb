"""Making and changing items. An order keeps the prices it was placed with, whatever becomes of the menu."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Column, Connection, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_not

from api.menu import group_queries
from api.menu.combos import combo_column, combo_view
from api.menu.group_queries import GROUPS, OFFERED
from api.menu.item_schemas import Forced, ItemChange, ItemRequest, ManagedItem
from api.menu.models import MenuCategory, MenuItem, Station, TaxClass
from api.menu.parts import living
from api.menu.schedules import Period
from api.menu.versions import CodeTaken, note_change
from api.models import AnyRow, table_of
from api.preconditions import require_version
from api.reply import Reply
from chitrail.allergens import together
from chitrail.clock import now
from chitrail.errors import InvalidInput, NotFound
from chitrail.ids import new_id
from chitrail.money import format_rupees, parse_rupees
from chitrail.tokens import Actor

KIND = "ITEM"
ITEMS, CATEGORIES, STATIONS = table_of(MenuItem), table_of(MenuCategory), table_of(Station)
TAX_CLASSES = table_of(TaxClass)
_ROWS = select(ITEMS, CATEGORIES.c.code.label("category_code")).join(
    CATEGORIES, CATEGORIES.c.id == ITEMS.c.category_id
)
BELONGS_TO: dict[str, tuple[str, Column[Any]]] = {
    "category_code": ("category_id", CATEGORIES.c.id),
    "station": ("station", STATIONS.c.code),
    "tax_class": ("tax_class", TAX_CLASSES.c.code),
}
"""Fields that name what an item belongs to, and the column of the item that keeps it."""
PLAIN = ("name", "variant", "prep_seconds", "position", "available", "follows_stock", "course")
"""Fields that are columns as they are."""


def read(connection: Connection, outlet_id: str, item_id: UUID) -> Reply[ManagedItem]:
    """An item. Raises NotFound."""
    found = view(connection, outlet_id, item_id)
    return Reply(found, version=found.version)


def listing(connection: Connection, outlet_id: str) -> list[ManagedItem]:
    """Every item of an outlet, retired ones too, in the order of the menu."""
    offered = group_queries.offered(connection, outlet_id)
    statement = _ROWS.where(ITEMS.c.outlet_id == outlet_id)
    by = (CATEGORIES.c.position, CATEGORIES.c.code, ITEMS.c.position, ITEMS.c.code)
    rows = connection.execute(statement.order_by(*by))
    return [item_view(row, offered[row.id]) for row in rows]


def create(connection: Connection, actor: Actor, request: ItemRequest) -> Reply[ManagedItem]:
    """A new item. Raises InvalidInput, CodeTaken."""
    identity = new_id()
    row: dict[str, Any] = {"id": identity, "outlet_id": actor.outlet_id, "code": request.code}
    row |= _columns(connection, actor.outlet_id, request.code, request)
    if request.station is None or request.follows_category:
        row |= _as_category(connection, row["category_id"], request.station)
    statement = insert_or_not(ITEMS).values(row).on_conflict_do_nothing()
    if connection.execute(statement.returning(ITEMS.c.id)).scalar() is None:
        raise CodeTaken(f"there is an item {request.code}", field="code")
    _offer(connection, actor.outlet_id, identity, request.modifier_groups)
    made = view(connection, actor.outlet_id, identity)
    note_change(connection, actor, KIND, "menu-item-created", identity, made.code, None, made)
    return Reply(made, location=f"/api/menu/items/{identity}", version=made.version)


def change(
    connection: Connection, actor: Actor, item_id: UUID, request: ItemChange, expected: int | None
) -> Reply[ManagedItem]:
    """Change an item. Raises NotFound, PreconditionFailed, InvalidInput."""
    before = locked(connection, actor.outlet_id, item_id)
    require_version(expected, before.version, before)
    columns = _columns(connection, actor.outlet_id, before.code, request)
    if request.retired is not None and request.retired != before.retired:
        columns["retired_at"] = now() if request.retired else None
        if not request.retired:
            for field, (_, wanted) in BELONGS_TO.items():
                code = getattr(request, field) or getattr(before, field)
                living(connection, actor.outlet_id, field, wanted, code)
    columns |= _routed(connection, before, request, columns)
    columns |= {"version": ITEMS.c.version + 1, "updated_at": now()}
    connection.execute(update(ITEMS).where(ITEMS.c.id == item_id).values(columns))
    if request.modifier_groups is not None:
        _offer(connection, actor.outlet_id, item_id, request.modifier_groups)
    after = view(connection, actor.outlet_id, item_id)
    note_change(connection, actor, KIND, "menu-item-changed", item_id, after.code, before, after)
    return Reply(after, version=after.version)


def _columns(
    connection: Connection, outlet_id: str, own_code: str, request: ItemRequest | ItemChange
) -> dict[str, Any]:
    """Columns for what the request names. Raises InvalidInput for a code the menu does not have."""
    columns = {name: getattr(request, name) for name in PLAIN if getattr(request, name) is not None}
    if request.allergens is not None:
        columns["allergens"] = together(request.allergens)
    if request.schedule is not None:
        columns["schedule"] = msgspec.to_builtins(request.schedule)
    if request.combo is not None:
        columns["combo"] = combo_column(connection, outlet_id, own_code, request.combo)
    if request.price is not None:
        columns["price_paise"] = parse_rupees(request.price, field="price")
    for field, (column, wanted) in BELONGS_TO.items():
        code = getattr(request, field)
        if code is not None:
            columns[column] = living(connection, outlet_id, field, wanted, code)
    if request.also_at is not None:
        stations = enumerate(dict.fromkeys(request.also_at))
        columns["also_at"] = [
            living(connection, outlet_id, f"also_at/{n}", STATIONS.c.code, code)
            for n, code in stations
        ]
    return columns


def _routed(
    connection: Connection, before: ManagedItem, request: ItemChange, columns: Mapping[str, Any]
) -> dict[str, Any]:
    """What becomes of an item's station when it, or its category, is changed. Raises InvalidInput."""
    wanted = request.follows_category
    follows = before.follows_category and request.station is None if wanted is None else wanted
    if not follows:
        return {"follows_category": False}
    category = columns.get("category_id")
    if category is None:
        own = select(ITEMS.c.category_id).where(ITEMS.c.id == before.id)
        category = connection.execute(own).scalar_one()
    return _as_category(connection, category, request.station)


def _as_category(connection: Connection, category_id: UUID, told: str | None) -> dict[str, Any]:
    """Columns of an item that follows its category. Raises InvalidInput unless that has this station."""
    wanted = select(CATEGORIES.c.station, CATEGORIES.c.code).where(CATEGORIES.c.id == category_id)
    row = connection.execute(wanted).one()
    if row.station is None:
        raise InvalidInput(f"name one: the category {row.code} has none", field="station")
    if told not in (None, row.station):
        raise InvalidInput(f"its category says {row.station}", field="station")
    return {"station": row.station, "follows_category": True}


def _offer(connection: Connection, outlet_id: str, item_id: UUID, codes: Sequence[str]) -> None:
    """Offer just these groups with an item. Raises InvalidInput."""
    rows = connection.execute(
        select(GROUPS.c.code, GROUPS.c.id).where(
            GROUPS.c.outlet_id == outlet_id,
            GROUPS.c.code.in_(codes),
            GROUPS.c.retired_at.is_(None),
        )
    )
    known = {row.code: row.id for row in rows}
    for place, code in enumerate(codes):
        if code not in known:
            raise InvalidInput("there is no such group", field=f"modifier_groups/{place}")
        if code in codes[:place]:
            raise InvalidInput("is given twice", field=f"modifier_groups/{place}")
    connection.execute(delete(OFFERED).where(OFFERED.c.item_id == item_id))
    if codes:
        given = [
            {"item_id": item_id, "group_id": known[code], "position": place}
            for place, code in enumerate(codes)
        ]
        connection.execute(insert(OFFERED), given)


def locked(connection: Connection, outlet_id: str, item_id: UUID) -> ManagedItem:
    """An item that nobody else changes until the transaction ends. Raises NotFound."""
    lock = select(ITEMS.c.id).where(ITEMS.c.id == item_id, ITEMS.c.outlet_id == outlet_id)
    connection.execute(lock.with_for_update(key_share=True))
    return view(connection, outlet_id, item_id)


def view(connection: Connection, outlet_id: str, item_id: UUID) -> ManagedItem:
    """An item. Raises NotFound."""
    statement = _ROWS.where(ITEMS.c.id == item_id, ITEMS.c.outlet_id == outlet_id)
    row = connection.execute(statement).one_or_none()
    if row is None:
        raise NotFound(f"there is no item {item_id}")
    return item_view(row, group_queries.offered(connection, outlet_id)[row.id])


def item_view(row: AnyRow, groups: list[str]) -> ManagedItem:
    """An item out of its row with its category's code, and the groups it offers."""
    return ManagedItem(
        id=row.id,
        version=row.version,
        code=row.code,
        name=row.name,
        variant=row.variant,
        category_code=row.category_code,
        price=format_rupees(row.price_paise),
        tax_class=row.tax_class,
        tax_rate=format_rupees(row.tax_rate_bp),  # hundredths of a per cent look just like paise
        station=row.station,
        prep_seconds=row.prep_seconds,
        position=row.position,
        available=row.available,
        retired=row.retired_at is not None,
        modifier_groups=groups,
        schedule=msgspec.convert(row.schedule, list[Period]),
        snoozed_until=row.snoozed_until,
        follows_stock=row.follows_stock,
        course=row.course,
        out_of_stock=row.out_of_stock,
        forced=forced_view(row),
        combo=combo_view(row.combo),
        allergens=row.allergens,
        follows_category=row.follows_category,
        also_at=row.also_at,
    )


def forced_view(row: AnyRow) -> Forced | None:
    """What somebody said of an item in spite of the stock, out of its row, until it ends."""
    ended = row.forced_until is not None and row.forced_until <= now()
    if row.forced is None or ended:
        return None
    return Forced(
        available=row.forced,
        until=row.forced_until,
        reason=row.forced_reason,
        by=row.forced_by,
    )
