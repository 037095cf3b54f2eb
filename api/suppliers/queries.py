"""Queries about suppliers, their items and prices."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, select, update

from api.menu.models import Ingredient
from api.models import AnyRow, AnySelect, table_of
from api.suppliers.models import Supplier, SupplierItem, SupplierPrice
from api.suppliers.schemas import SupplierQuery

SUPPLIERS, ITEMS, PRICES = table_of(Supplier), table_of(SupplierItem), table_of(SupplierPrice)
INGREDIENTS = table_of(Ingredient)


def listing(outlet_id: str, query: SupplierQuery) -> AnySelect:
    """Statement for the suppliers of an outlet, by name."""
    statement = select(SUPPLIERS).where(SUPPLIERS.c.outlet_id == outlet_id)
    if query.retired is not None:
        retired = SUPPLIERS.c.retired_at.is_not(None)
        statement = statement.where(retired if query.retired else ~retired)
    return statement.order_by(SUPPLIERS.c.name, SUPPLIERS.c.code)


def supplier(
    connection: Connection, outlet_id: str, supplier_id: UUID, *, lock: bool = False
) -> AnyRow | None:
    """A supplier of an outlet."""
    statement = select(SUPPLIERS).where(
        SUPPLIERS.c.id == supplier_id, SUPPLIERS.c.outlet_id == outlet_id
    )
    if lock:
        statement = statement.with_for_update(key_share=True)
    return connection.execute(statement).one_or_none()


def items(outlet_id: str, day: date) -> AnySelect:
    """Statement for an outlet's supplier items with their ingredient and the price of a day."""
    price = (
        select(PRICES.c.price_paise)
        .where(PRICES.c.supplier_item_id == ITEMS.c.id, PRICES.c.valid_from <= day)
        .order_by(PRICES.c.valid_from.desc(), PRICES.c.recorded_at.desc(), PRICES.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            ITEMS,
            INGREDIENTS.c.code.label("ingredient_code"),
            INGREDIENTS.c.name.label("ingredient_name"),
            INGREDIENTS.c.unit,
            price.label("price_paise"),
        )
        .join(INGREDIENTS, INGREDIENTS.c.id == ITEMS.c.ingredient_id)
        .where(ITEMS.c.outlet_id == outlet_id)
        .order_by(INGREDIENTS.c.code, ITEMS.c.code)
    )


def items_of(
    connection: Connection, outlet_id: str, day: date, supplier_id: UUID
) -> Sequence[AnyRow]:
    """What a supplier sells."""
    statement = items(outlet_id, day).where(ITEMS.c.supplier_id == supplier_id)
    return connection.execute(statement).all()


def items_by_id(
    connection: Connection, outlet_id: str, day: date, ids: Collection[UUID]
) -> dict[UUID, AnyRow]:
    """Items of an outlet with the price of a day."""
    rows = connection.execute(items(outlet_id, day).where(ITEMS.c.id.in_(ids)))
    return {row.id: row for row in rows}


def lock_item(connection: Connection, outlet_id: str, item_id: UUID) -> bool:
    """Whether an outlet has an item; nobody else changes it until the transaction ends."""
    statement = select(ITEMS.c.id).where(ITEMS.c.id == item_id, ITEMS.c.outlet_id == outlet_id)
    found = connection.execute(statement.with_for_update(key_share=True)).scalar()
    return found is not None


def prefer_no_other(connection: Connection, ingredient_id: UUID, item_id: UUID | None) -> None:
    """Whoever was preferred for an ingredient is so no more, but for one item."""
    statement = update(ITEMS).where(ITEMS.c.ingredient_id == ingredient_id, ITEMS.c.preferred)
    if item_id is not None:
        statement = statement.where(ITEMS.c.id != item_id)
    connection.execute(statement.values(preferred=False, version=ITEMS.c.version + 1))


def prices(connection: Connection, item_id: UUID) -> Sequence[AnyRow]:
    """Every price of an item, newest first."""
    by = (PRICES.c.valid_from.desc(), PRICES.c.recorded_at.desc(), PRICES.c.id.desc())
    statement = select(PRICES).where(PRICES.c.supplier_item_id == item_id).order_by(*by)
    return connection.execute(statement.limit(200)).all()
