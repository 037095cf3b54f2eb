"""What suppliers sell: packs of ingredients, who is preferred, and prices as a history."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, update
from sqlalchemy.dialects.postgresql import insert as insert_or_not

from api.audit.service import record
from api.billing.service import basis_points
from api.ingredients.amounts import in_base
from api.menu.queries import ingredients_by_code
from api.menu.versions import CodeTaken
from api.models import AnyRow
from api.outlets.service import trading_day
from api.preconditions import require_version
from api.reply import Reply
from api.suppliers import queries
from api.suppliers.queries import ITEMS, PRICES
from api.suppliers.schemas import (
    Price,
    PriceRequest,
    Prices,
    SupplierItem,
    SupplierItemChange,
    SupplierItemRequest,
    SupplierItems,
)
from api.suppliers.service import found
from chitrail.clock import now
from chitrail.errors import InvalidInput, NotFound
from chitrail.ids import new_id
from chitrail.money import format_rupees, parse_rupees
from chitrail.quantity import PLACES
from chitrail.tokens import Actor


def listing(connection: Connection, outlet_id: str, supplier_id: UUID) -> SupplierItems:
    """What a supplier sells. Raises NotFound."""
    found(connection, outlet_id, supplier_id)
    today = trading_day(connection, outlet_id, now())
    rows = queries.items_of(connection, outlet_id, today, supplier_id)
    return SupplierItems([view(row) for row in rows])


def create(
    connection: Connection, actor: Actor, supplier_id: UUID, request: SupplierItemRequest
) -> Reply[SupplierItem]:
    """A new item of a supplier with its first price. Raises NotFound, InvalidInput, CodeTaken."""
    found(connection, actor.outlet_id, supplier_id)
    known = ingredients_by_code(connection, actor.outlet_id, {request.ingredient_code})
    ingredient = known.get(request.ingredient_code)
    if ingredient is None:
        raise InvalidInput("there is no such ingredient", field="ingredient_code")
    size = _pack_size(connection, request, ingredient)
    identity = new_id()
    row = _columns(request) | {
        "id": identity,
        "outlet_id": actor.outlet_id,
        "supplier_id": supplier_id,
        "ingredient_id": ingredient.id,
        "code": request.code,
        "pack_size": size,
    }
    if request.preferred:
        queries.prefer_no_other(connection, ingredient.id, None)
    statement = insert_or_not(ITEMS).values(row)
    # Only the code may be taken: a race for being preferred is a conflict that is told as one.
    statement = statement.on_conflict_do_nothing(index_elements=["supplier_id", "code"])
    if connection.execute(statement.returning(ITEMS.c.id)).scalar() is None:
        raise CodeTaken(f"this supplier has an item {request.code}", field="code")
    today = trading_day(connection, actor.outlet_id, now())
    paise = parse_rupees(request.price, field="price")
    add_price(connection, actor, identity, paise, today, "first price")
    made = _read(connection, actor.outlet_id, identity)
    record(
        connection,
        actor.outlet_id,
        actor.subject,
        "supplier-item-created",
        identity,
        code=request.code,
        price=made.price,
    )
    return Reply(made, location=f"/api/supplier-items/{identity}", version=made.version)


def read(connection: Connection, outlet_id: str, item_id: UUID) -> Reply[SupplierItem]:
    """An item. Raises NotFound."""
    item = _read(connection, outlet_id, item_id)
    return Reply(item, version=item.version)


def change(
    connection: Connection,
    actor: Actor,
    item_id: UUID,
    request: SupplierItemChange,
    expected: int | None,
) -> Reply[SupplierItem]:
    """Change an item. Raises NotFound, PreconditionFailed, InvalidInput."""
    before = _locked(connection, actor.outlet_id, item_id)
    require_version(expected, before.version, before)
    columns = _columns(request)
    if request.retired is not None and request.retired != before.retired:
        columns["retired_at"] = now() if request.retired else None
    if columns.get("retired_at") is not None or (before.retired and request.retired is not False):
        if request.preferred:
            raise InvalidInput("a retired item is not preferred", field="preferred")
        columns["preferred"] = False
    if columns.get("preferred"):
        queries.prefer_no_other(connection, before.ingredient_id, item_id)
    columns |= {"version": ITEMS.c.version + 1, "updated_at": now()}
    connection.execute(update(ITEMS).where(ITEMS.c.id == item_id).values(columns))
    after = _read(connection, actor.outlet_id, item_id)
    record(
        connection,
        actor.outlet_id,
        actor.subject,
        "supplier-item-changed",
        item_id,
        code=before.code,
        preferred=after.preferred,
        retired=after.retired,
    )
    return Reply(after, version=after.version)


def prices(connection: Connection, outlet_id: str, item_id: UUID) -> Prices:
    """Every price of an item, newest first. Raises NotFound."""
    _read(connection, outlet_id, item_id)
    rows = queries.prices(connection, item_id)
    return Prices([_price_view(row) for row in rows])


def set_price(
    connection: Connection, actor: Actor, item_id: UUID, request: PriceRequest
) -> Reply[SupplierItem]:
    """Say what a pack costs from a day on; orders keep what they were made with. Raises NotFound."""
    before = _locked(connection, actor.outlet_id, item_id)
    paise = parse_rupees(request.price, field="price")
    day = request.valid_from or trading_day(connection, actor.outlet_id, now())
    add_price(connection, actor, item_id, paise, day, request.reason)
    connection.execute(
        update(ITEMS).where(ITEMS.c.id == item_id).values(version=ITEMS.c.version + 1)
    )
    after = _read(connection, actor.outlet_id, item_id)
    record(
        connection,
        actor.outlet_id,
        actor.subject,
        "supplier-price",
        item_id,
        before=before.price,
        price=format_rupees(paise),
        valid_from=day,
    )
    return Reply(after, version=after.version)


def add_price(
    connection: Connection, actor: Actor, item_id: UUID, paise: int, day: date, reason: str
) -> None:
    """A new entry of an item's price history."""
    row = {
        "id": new_id(),
        "supplier_item_id": item_id,
        "price_paise": paise,
        "valid_from": day,
        "reason": reason,
        "recorded_by": actor.subject,
        "recorded_at": now(),
    }
    connection.execute(insert(PRICES).values(row))


def _pack_size(connection: Connection, request: SupplierItemRequest, ingredient: AnyRow) -> Decimal:
    amount, unit = request.pack_quantity, request.pack_unit
    size = in_base(connection, ingredient.id, ingredient.unit, amount, unit, "pack_")
    if size <= 0:
        raise InvalidInput("must be more than zero", field="pack_quantity")
    return size


def _columns(request: SupplierItemRequest | SupplierItemChange) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name in ("name", "preferred"):
        if getattr(request, name) is not None:
            columns[name] = getattr(request, name)
    if request.tax_rate is not None:
        columns["tax_rate_bp"] = basis_points(request.tax_rate, field="tax_rate")
    if request.minimum_packs is not None:
        columns["minimum_packs"] = Decimal(request.minimum_packs)
    if request.packs_multiple is not None:
        columns["packs_multiple"] = Decimal(request.packs_multiple)
        if columns["packs_multiple"] == 0:
            raise InvalidInput("must be more than zero", field="packs_multiple")
    return columns


def _locked(connection: Connection, outlet_id: str, item_id: UUID) -> SupplierItem:
    queries.lock_item(connection, outlet_id, item_id)
    return _read(connection, outlet_id, item_id)


def _read(connection: Connection, outlet_id: str, item_id: UUID) -> SupplierItem:
    today = trading_day(connection, outlet_id, now())
    row = queries.items_by_id(connection, outlet_id, today, [item_id]).get(item_id)
    if row is None:
        raise NotFound(f"there is no supplier item {item_id}")
    return view(row)


def view(row: AnyRow) -> SupplierItem:
    """An item out of its row with its ingredient and price."""
    return SupplierItem(
        id=row.id,
        version=row.version,
        supplier_id=row.supplier_id,
        ingredient_id=row.ingredient_id,
        ingredient_code=row.ingredient_code,
        code=row.code,
        name=row.name,
        pack_size=str(row.pack_size.quantize(PLACES)),
        unit=row.unit,
        price=None if row.price_paise is None else format_rupees(row.price_paise),
        tax_rate=format_rupees(row.tax_rate_bp),  # hundredths of a per cent look just like paise
        minimum_packs=str(row.minimum_packs),
        packs_multiple=str(row.packs_multiple),
        preferred=row.preferred,
        retired=row.retired_at is not None,
    )


def _price_view(row: AnyRow) -> Price:
    return Price(
        price=format_rupees(row.price_paise),
        valid_from=row.valid_from,
        reason=row.reason,
        recorded_by=row.recorded_by,
        recorded_at=row.recorded_at,
    )
