"""Reading the menu."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from api.database import Database, retrying
from api.menu import group_queries, queries
from api.menu.availability import Offer, availability, next_change
from api.menu.caching import KeptMenu, MenuCache
from api.menu.combos import combo_view
from api.menu.schedules import Period
from api.menu.schemas import (
    Category,
    Item,
    Menu,
    MenuOutlet,
    MenuQuery,
    OfferedGroup,
    OfferedModifier,
    StationName,
)
from api.models import AnyRow
from api.outlets.queries import outlet
from api.reply import Encoded
from chitrail.clock import now
from chitrail.errors import NotFound
from chitrail.money import format_rupees

SCHEDULE = list[Period]
LONGEST_GOOD = timedelta(days=1)


def read_menu(database: Database, cache: MenuCache, query: MenuQuery) -> Encoded:
    """The menu of an outlet as it is now, with the digest of its content as ETag. Raises NotFound."""
    return retrying(lambda: _read(database, cache, query))


def _read(database: Database, cache: MenuCache, query: MenuQuery) -> Encoded:
    at = now()
    name = f"{query.outlet_id}:all" if query.retired else query.outlet_id
    with database.autocommit() as connection:
        # The number is read before the menu: what is kept may be newer than its number, never older.
        number = queries.menu_number(connection, query.outlet_id)
        if number is None:
            raise NotFound(f"there is no outlet {query.outlet_id!r}")
        kept = cache.find(name, number, at)
        if kept is None:
            menu, good_until = _menu(connection, query, at)
            body = msgspec.json.encode(menu)
            etag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
            kept = KeptMenu(number, good_until, etag, body)
            cache.keep(name, kept)
    return Encoded(200, kept.body, {"ETag": kept.etag})


def _menu(connection: Connection, query: MenuQuery, at: datetime) -> tuple[Menu, datetime]:
    """The menu at an instant, and until when it stays so if nobody changes it."""
    found = outlet(connection, query.outlet_id)
    if found is None:
        raise NotFound(f"there is no outlet {query.outlet_id!r}")
    categories = queries.categories(connection, query.outlet_id)
    hours = {row.id: msgspec.convert(row.schedule, SCHEDULE) for row in categories}
    offered = group_queries.offered(connection, query.outlet_id)
    few = queries.few_left(connection, query.outlet_id) if found.shows_few else {}
    by_category: dict[UUID, list[Item]] = defaultdict(list)
    good_until = at + LONGEST_GOOD
    for row in queries.items(connection, query.outlet_id, retired=query.retired):
        offer = _offer(row, hours.get(row.category_id, []), found.zone)
        good_until = min(good_until, next_change(offer, at) or good_until)
        by_category[row.category_id].append(_item(row, offered[row.id], offer, few, at))
    menu = Menu(
        MenuOutlet(found.id, found.name, found.zone, found.currency),
        [StationName(row.code, row.name) for row in queries.stations(connection, query.outlet_id)],
        [Category(row.id, row.code, row.name, by_category[row.id]) for row in categories],
        _groups(connection, query.outlet_id),
    )
    return menu, good_until


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
                OfferedModifier(
                    one.code,
                    one.name,
                    format_rupees(one.price_paise),
                    one.available and not one.out_of_stock,
                )
                for one in modifiers[row.id]
            ],
        )
        for row in rows
    ]


def _offer(row: AnyRow, category_hours: Sequence[Period], zone: str) -> Offer:
    return Offer(
        retired=row.retired_at is not None,
        available=row.available,
        out_of_stock=row.out_of_stock,
        snoozed_until=row.snoozed_until,
        schedules=(msgspec.convert(row.schedule, SCHEDULE), category_hours),
        zone=zone,
        forced=row.forced,
        forced_until=row.forced_until,
    )


def _item(
    row: AnyRow, groups: list[str], offer: Offer, few: Mapping[UUID, int], at: datetime
) -> Item:
    state = availability(offer, at)
    return Item(
        row.id,
        row.code,
        row.name,
        row.variant,
        format_rupees(row.price_paise),
        format_rupees(row.tax_rate_bp),  # hundredths of a per cent look just like paise
        row.station,
        row.prep_seconds,
        state.available,
        groups,
        state.because,
        state.until,
        combo_view(row.combo),
        row.course,
        few.get(row.id),
    )
