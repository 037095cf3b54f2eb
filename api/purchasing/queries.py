"""Queries about purchase orders and how an outlet buys."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.postgresql import insert

from api.models import AnyRow, AnySelect, table_of
from api.purchasing.models import PurchaseOrder, PurchaseOrderLine, PurchasingSettings
from api.purchasing.schemas import PurchaseOrderQuery
from api.suppliers.queries import INGREDIENTS, SUPPLIERS

SETTINGS = table_of(PurchasingSettings)
ORDERS, LINES = table_of(PurchaseOrder), table_of(PurchaseOrderLine)


def settings(connection: Connection, outlet_id: str, *, lock: bool = False) -> AnyRow | None:
    """How an outlet buys, None where nobody has said."""
    statement = select(SETTINGS).where(SETTINGS.c.outlet_id == outlet_id)
    return connection.execute(statement.with_for_update() if lock else statement).one_or_none()


def save_settings(connection: Connection, row: dict[str, Any]) -> AnyRow:
    """Write an outlet's settings as their next version."""
    made = insert(SETTINGS).values(row)
    changed = made.on_conflict_do_update(
        index_elements=["outlet_id"], set_=row | {"version": SETTINGS.c.version + 1}
    )
    return connection.execute(changed.returning(SETTINGS)).one()


def orders(outlet_id: str) -> AnySelect:
    """Statement for the orders of an outlet with their supplier."""
    supplier = (
        SUPPLIERS.c.name.label("supplier_name"),
        SUPPLIERS.c.email.label("supplier_email"),
        SUPPLIERS.c.minimum_order_paise,
    )
    return (
        select(ORDERS, *supplier)
        .join(SUPPLIERS, SUPPLIERS.c.id == ORDERS.c.supplier_id)
        .where(ORDERS.c.outlet_id == outlet_id)
    )


def listing(outlet_id: str, query: PurchaseOrderQuery) -> AnySelect:
    """Statement for the orders of an outlet that match."""
    statement = orders(outlet_id)
    if query.status is not None:
        statement = statement.where(ORDERS.c.status == query.status)
    if query.supplier_id is not None:
        statement = statement.where(ORDERS.c.supplier_id == query.supplier_id)
    return statement


def order(connection: Connection, outlet_id: str, order_id: UUID) -> AnyRow | None:
    """An order of an outlet with its supplier."""
    return connection.execute(orders(outlet_id).where(ORDERS.c.id == order_id)).one_or_none()


def lock(connection: Connection, outlet_id: str, order_id: UUID) -> AnyRow | None:
    """An order of an outlet; nobody else changes it until the transaction ends."""
    statement = select(ORDERS).where(ORDERS.c.id == order_id, ORDERS.c.outlet_id == outlet_id)
    return connection.execute(statement.with_for_update()).one_or_none()


def open_draft(connection: Connection, outlet_id: str, supplier_id: UUID) -> AnyRow | None:
    """The newest draft of a supplier, locked."""
    statement = select(ORDERS).where(
        ORDERS.c.outlet_id == outlet_id,
        ORDERS.c.supplier_id == supplier_id,
        ORDERS.c.status == "DRAFT",
    )
    newest = statement.order_by(ORDERS.c.created_at.desc(), ORDERS.c.id.desc()).limit(1)
    return connection.execute(newest.with_for_update()).one_or_none()


def lines(connection: Connection, order_id: UUID) -> Sequence[AnyRow]:
    """Lines of an order with the code and unit of each ingredient."""
    statement = (
        select(LINES, INGREDIENTS.c.code.label("ingredient_code"), INGREDIENTS.c.unit)
        .join(INGREDIENTS, INGREDIENTS.c.id == LINES.c.ingredient_id)
        .where(LINES.c.order_id == order_id)
        .order_by(LINES.c.position)
    )
    return connection.execute(statement).all()


def replace_lines(connection: Connection, order_id: UUID, rows: Sequence[dict[str, Any]]) -> None:
    """Give a draft these lines and no other."""
    connection.execute(delete(LINES).where(LINES.c.order_id == order_id))
    connection.execute(LINES.insert(), rows)
