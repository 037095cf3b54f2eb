"""What items belong to: categories, stations and tax classes. Each is known by its code in the outlet."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec
from sqlalchemy import Column, Connection, Table, exists, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_not

from api.menu.models import MenuCategory, MenuItem, Station, TaxClass
from api.menu.part_schemas import ManagedCategory, ManagedStation, ManagedTaxClass
from api.menu.schedules import Period
from api.menu.versions import CodeTaken, note_change
from api.models import AnyRow, table_of
from api.preconditions import require_version
from api.reply import Reply
from chitrail.clock import now
from chitrail.errors import Conflict, InvalidInput, NotFound
from chitrail.ids import new_id
from chitrail.money import BASIS_POINTS, format_rupees, parse_rupees
from chitrail.tokens import Actor

V = TypeVar("V", bound=msgspec.Struct)
ITEMS = table_of(MenuItem)


class StillUsed(Conflict):
    """Items of the menu belong to it."""

    code = "still-used"
    title = "Items of the menu belong to it"


@dataclass(frozen=True)
class Part(Generic[V]):
    """One kind of thing items belong to: `used_by` is the items' column that says `known_by` of it."""

    kind: str
    word: str
    path: str
    table: Table
    known_by: str
    used_by: Column[Any]
    view: Callable[[AnyRow], V]


def _category(row: AnyRow) -> ManagedCategory:
    return ManagedCategory(
        version=row.version,
        code=row.code,
        name=row.name,
        position=row.position,
        schedule=msgspec.convert(row.schedule, list[Period]),
        station=row.station or "",
        retired=row.retired_at is not None,
    )


def _station(row: AnyRow) -> ManagedStation:
    return ManagedStation(
        version=row.version,
        code=row.code,
        name=row.name,
        position=row.position,
        shown_within_seconds=row.shown_within_seconds,
        retired=row.retired_at is not None,
    )


def _tax_class(row: AnyRow) -> ManagedTaxClass:
    return ManagedTaxClass(
        version=row.version,
        code=row.code,
        name=row.name,
        rate=format_rupees(row.rate_bp),  # hundredths of a per cent look just like paise
        hsn_code=row.hsn_code,
        retired=row.retired_at is not None,
    )


CATEGORY = Part(
    "CATEGORY",
    "category",
    "/api/menu/categories",
    table_of(MenuCategory),
    "id",
    ITEMS.c.category_id,
    _category,
)
STATION = Part(
    "STATION", "station", "/api/menu/stations", table_of(Station), "code", ITEMS.c.station, _station
)
TAX_CLASS = Part(
    "TAX_CLASS",
    "tax class",
    "/api/menu/tax-classes",
    table_of(TaxClass),
    "code",
    ITEMS.c.tax_class,
    _tax_class,
)


def listing(connection: Connection, outlet_id: str, part: Part[V]) -> list[V]:
    """Every one of an outlet, retired ones too."""
    table = part.table
    by = [table.c.position, table.c.code] if "position" in table.c else [table.c.code]
    rows = connection.execute(select(table).where(table.c.outlet_id == outlet_id).order_by(*by))
    return [part.view(row) for row in rows]


def create(connection: Connection, actor: Actor, part: Part[V], request: Any) -> Reply[V]:
    """A new one. Raises InvalidInput, CodeTaken."""
    row = {
        "outlet_id": actor.outlet_id,
        "code": request.code,
        **_columns(connection, actor.outlet_id, request),
    }
    if part.known_by == "id":
        row["id"] = new_id()
    statement = insert_or_not(part.table).values(row).on_conflict_do_nothing()
    if connection.execute(statement.returning(part.table.c.code)).scalar() is None:
        raise CodeTaken(f"there is a {part.word} {request.code}", field="code")
    return _told(connection, actor, part, request.code, None)


def change(
    connection: Connection,
    actor: Actor,
    part: Part[V],
    code: str,
    request: Any,
    expected: int | None,
) -> Reply[V]:
    """Change one. Raises NotFound, PreconditionFailed, InvalidInput, StillUsed."""
    row = _row(connection, actor.outlet_id, part, code, lock=True)
    before = part.view(row)
    require_version(expected, row.version, before)
    columns = _columns(connection, actor.outlet_id, request)
    if request.retired is not None and request.retired != (row.retired_at is not None):
        if request.retired:
            _check_unused(connection, actor.outlet_id, part, row)
        columns["retired_at"] = now() if request.retired else None
    statement = update(part.table).where(
        part.table.c.outlet_id == actor.outlet_id, part.table.c.code == code
    )
    connection.execute(statement.values(version=part.table.c.version + 1, **columns))
    return _told(connection, actor, part, code, before)


def _columns(connection: Connection, outlet_id: str, request: Any) -> dict[str, Any]:
    """Columns for what the request names. Raises InvalidInput."""
    plain = ("name", "position", "hsn_code", "shown_within_seconds")
    columns = {
        name: getattr(request, name) for name in plain if getattr(request, name, None) is not None
    }
    if getattr(request, "schedule", None) is not None:
        columns["schedule"] = msgspec.to_builtins(request.schedule)
    if getattr(request, "station", None) is not None:
        code = request.station
        columns["station"] = (
            living(connection, outlet_id, "station", STATION.table.c.code, code) if code else None
        )
    if getattr(request, "rate", None) is not None:
        columns["rate_bp"] = parse_rupees(request.rate, field="rate")
        if columns["rate_bp"] > BASIS_POINTS:
            raise InvalidInput("is more than 100 per cent", field="rate")
    return columns


def living(
    connection: Connection, outlet_id: str, field: str, wanted: Column[Any], code: str
) -> Any:
    """The `wanted` column of the thing of this code. Raises InvalidInput unless the outlet offers it."""
    table = wanted.table
    statement = select(wanted).where(
        table.c.outlet_id == outlet_id, table.c.code == code, table.c.retired_at.is_(None)
    )
    found = connection.execute(statement).scalar()
    if found is None:
        raise InvalidInput(f"the menu has no {code!r}", field=field)
    return found


def _check_unused(connection: Connection, outlet_id: str, part: Part[V], row: AnyRow) -> None:
    known = row._mapping[part.known_by]  # noqa: SLF001 - SQLAlchemy's public name for it
    used = exists().where(
        ITEMS.c.outlet_id == outlet_id, part.used_by == known, ITEMS.c.retired_at.is_(None)
    )
    if connection.execute(select(used)).scalar():
        raise StillUsed(f"retire or move the items of {row.code} first", field="retired")


def _told(
    connection: Connection, actor: Actor, part: Part[V], code: str, before: V | None
) -> Reply[V]:
    row = _row(connection, actor.outlet_id, part, code)
    view, act = part.view(row), "created" if before is None else "changed"
    act = f"menu-{part.word.replace(' ', '-')}-{act}"
    note_change(connection, actor, part.kind, act, code, code, before, view)
    location = f"{part.path}/{code}" if before is None else None
    return Reply(view, location=location, version=row.version)


def _row(
    connection: Connection, outlet_id: str, part: Part[V], code: str, *, lock: bool = False
) -> AnyRow:
    statement = select(part.table).where(
        part.table.c.outlet_id == outlet_id, part.table.c.code == code
    )
    if lock:
        statement = statement.with_for_update(key_share=True)
    row = connection.execute(statement).one_or_none()
    if row is None:
        raise NotFound(f"there is no {part.word} {code!r}")
    return row
