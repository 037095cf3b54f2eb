"""Reading the menu."""

import hashlib
from collections import defaultdict
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from api.menu import group_queries, queries
from api.menu.schemas import (
    Category,
    Item,
    Menu,
    MenuOutlet,
    OfferedGroup,
    OfferedModifier,
    StationName,
)
from api.models import AnyRow
from api.outlets.queries import outlet
from api.reply import Reply
from chitrail.errors import NotFound
from chitrail.money import format_rupees


def read_menu(connection: Connection, outlet_id: str, *, retired: bool = False) -> Reply[Menu]:
    """The menu of an outlet, with the digest of its content as version. Raises NotFound."""
    found = outlet(connection, outlet_id)
    if found is None:
        raise NotFound(f"there is no outlet {outlet_id!r}")
    by_category: dict[UUID, list[Item]] = defaultdict(list)
    offered = group_queries.offered(connection, outlet_id)
    for row in queries.items(connection, outlet_id, retired=retired):
        by_category[row.category_id].append(_item(row, offered[row.id]))
    menu = Menu(
        MenuOutlet(found.id, found.name, found.zone, found.currency),
        [StationName(row.code, row.name) for row in queries.stations(connection, outlet_id)],
        [
            Category(row.id, row.code, row.name, by_category[row.id])
            for row in queries.categories(connection, outlet_id)
        ],
        _groups(connection, outlet_id),
    )
    digest = hashlib.sha256(msgspec.json.encode(menu)).hexdigest()[:24]
    return Reply(menu, version=digest)


def item_name(name: str, variant: str) -> str:
    """A dish's name as the cook and the bill show it."""
    return f"{name} ({variant})" if variant else name


def _groups(connection: Connection, outlet_id: str) -> list[OfferedGroup]:
    rows = [row for row in group_queries.groups(connection, outlet_id) if row.retired_at is None]
    modifiers = group_queries.modifiers(connection, [row.id for row in rows])
    return [
        OfferedGroup(
            row.code,
            row.name,
            row.min_choices,
            row.max_choices,
            [
                OfferedModifier(one.code, one.name, format_rupees(one.price_paise), one.available)
                for one in modifiers[row.id]
            ],
        )
        for row in rows
    ]


def _item(row: AnyRow, groups: list[str]) -> Item:
    return Item(
        row.id,
        row.code,
        row.name,
        row.variant,
        format_rupees(row.price_paise),
        format_rupees(row.tax_rate_bp),  # hundredths of a per cent look just like paise
        row.station,
        row.prep_seconds,
        row.available and row.retired_at is None,
        groups,
    )
