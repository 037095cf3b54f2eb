"""Who the restaurant buys of: the suppliers its file names, packs and prices, and two orders to them."""

from collections import defaultdict
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import Connection

from api.importing.codes import slug
from api.purchasing import progress, service
from api.purchasing.schemas import (
    ApproveRequest,
    PurchaseLineRequest,
    PurchaseOrderRequest,
    SendRequest,
)
from api.seeding import queries
from api.seeding.menu import ingredient_id
from api.seeding.restaurant import Ingredient, Restaurant
from chitrail.ids import named_id
from chitrail.money import parse_rupees
from chitrail.tokens import Actor

PAYMENT_DAYS = 15
TAX_RATE_BP = 500
ORDERED_ITEMS, ORDERED_PACKS = 3, "1"


def supplier_id(outlet: str, name: str) -> UUID:
    """The id of a seeded supplier."""
    return named_id("supplier", outlet, slug(name))


def write_suppliers(
    connection: psycopg.Connection[Any], restaurant: Restaurant, first_day: date
) -> None:
    """Suppliers, what they sell, and what it has cost since `first_day`; each is preferred for it."""
    outlet = restaurant.outlet.code
    with connection.cursor() as cursor:
        for name, sold in _by_supplier(restaurant).items():
            values = {
                "id": supplier_id(outlet, name),
                "outlet": outlet,
                "code": slug(name),
                "name": name,
                "email": f"orders@{slug(name)}.example",
                "terms": PAYMENT_DAYS,
                "lead_days": max(ingredient.lead_days for ingredient in sold.values()),
            }
            cursor.execute(queries.INSERT_SUPPLIER, values)
            for code, ingredient in sold.items():
                item = _item(outlet, name, code, ingredient)
                cursor.execute(queries.INSERT_SUPPLIER_ITEM, item)
                price = {
                    "id": named_id("supplier-price", outlet, code),
                    "item": item["id"],
                    "price": parse_rupees(ingredient.pack_cost),
                    "valid_from": first_day,
                }
                cursor.execute(queries.INSERT_SUPPLIER_PRICE, price)


def order_first(connection: Connection, restaurant: Restaurant) -> bool:
    """A draft that waits to be approved and an order that waits to be received; False when done before."""
    outlet = restaurant.outlet.code
    if connection.exec_driver_sql(queries.PURCHASE_ORDER, (outlet,)).first() is not None:
        return False
    actor = Actor("seed", outlet, "manager", "Seed")
    names = sorted(
        _by_supplier(restaurant).items(), key=lambda supplier: len(supplier[1]), reverse=True
    )
    for place, (name, sold) in enumerate(names[:2]):
        lines = [
            PurchaseLineRequest(
                supplier_item_id=_item(outlet, name, code, ingredient)["id"],
                packs=ORDERED_PACKS,
                why=f"{ingredient.name} is ordered when {ingredient.reorder} {ingredient.unit} are left",
            )
            for code, ingredient in list(sold.items())[:ORDERED_ITEMS]
        ]
        supplier = supplier_id(outlet, name)
        request = PurchaseOrderRequest(supplier_id=supplier, lines=lines, source="REORDER")
        made = service.create(connection, actor, request).value
        if place == 0:
            progress.approve(connection, actor, made.id, ApproveRequest(), None)
            progress.send(connection, actor, made.id, SendRequest(via="PHONE"), None)
    return True


def _by_supplier(restaurant: Restaurant) -> dict[str, dict[str, Ingredient]]:
    found: dict[str, dict[str, Ingredient]] = defaultdict(dict)
    for code, ingredient in restaurant.ingredients.items():
        found[ingredient.supplier][code] = ingredient
    return found


def _item(outlet: str, supplier: str, code: str, ingredient: Ingredient) -> dict[str, Any]:
    return {
        "id": named_id("supplier-item", outlet, code),
        "outlet": outlet,
        "supplier": supplier_id(outlet, supplier),
        "ingredient": ingredient_id(outlet, code),
        "code": code,
        "name": f"{ingredient.name}, {ingredient.pack} {ingredient.unit}",
        "pack": ingredient.pack,
        "tax": TAX_RATE_BP,
    }
