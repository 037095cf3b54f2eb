"""Writes what is missing of an outlet's menu and recipes; what is there is never altered."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from psycopg import Connection

from api.importing import queries
from api.importing.codes import slug
from api.importing.history import History, Outlet
from api.importing.problems import MappingProblem
from chitrail.clock import now
from chitrail.ids import named_id


def find_outlet(connection: Connection[Any], code: str) -> tuple[str, str, int, str] | None:
    """(name, zone, cut-over hour, currency) of an outlet."""
    row: tuple[str, str, int, str] | None = connection.execute(queries.OUTLET, [code]).fetchone()
    return row


def check_outlet(connection: Connection[Any], outlet: Outlet) -> None:
    """Raise MappingProblem when the outlet is there with another zone, cut-over hour or currency."""
    stored = find_outlet(connection, outlet.code)
    wanted = (outlet.zone, outlet.cutover_hour, outlet.currency)
    if stored is not None and stored[1:] != wanted:
        raise MappingProblem(
            f"outlet {outlet.code}", f"is in the books as {stored[1:]}, the mapping says {wanted}"
        )


def load_menu(connection: Connection[Any], history: History) -> list[str]:
    """Stations, categories, dishes, ingredients and recipes; gives what differs from the books."""
    outlet = history.outlet.code
    items = history.items.values()
    with connection.cursor() as cursor:
        for code in dict.fromkeys(item.station for item in items):
            name = code.replace("-", " ").capitalize()
            cursor.execute(queries.INSERT_STATION, {"outlet": outlet, "code": code, "name": name})
        for name in dict.fromkeys(item.category for item in items):
            code = slug(name)
            values = {"id": named_id("category", outlet, code), "outlet": outlet}
            cursor.execute(queries.INSERT_CATEGORY, {**values, "code": code, "name": name})
        cursor.executemany(
            queries.INSERT_ITEM,
            [
                {
                    "id": named_id("item", outlet, item.code),
                    "outlet": outlet,
                    "code": item.code,
                    "name": item.name,
                    "variant": item.variant,
                    "price": item.price_paise or 0,
                    "tax": item.tax_rate_bp,
                    "station": item.station,
                    "category": slug(item.category),
                }
                for item in items
            ],
        )
    differences, ids = _compare_items(connection, history)
    return differences + _load_recipes(connection, history, ids)


def _compare_items(
    connection: Connection[Any], history: History
) -> tuple[list[str], dict[str, UUID]]:
    differences, ids = [], {}
    for code, item_id, *stored in connection.execute(queries.ITEMS, [history.outlet.code]):
        ids[code] = item_id
        item = history.items.get(code)
        if item is not None and stored != [item.name, item.variant, item.price_paise]:
            differences.append(
                f"item {code!r} has another name or price in the menu; left as it is"
            )
    return differences, ids


def _load_recipes(
    connection: Connection[Any], history: History, item_ids: Mapping[str, UUID]
) -> list[str]:
    ingredient_ids = _load_ingredients(connection, history)
    known: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for item_code, ingredient_code, quantity in connection.execute(
        queries.PORTIONS, [history.outlet.code]
    ):
        known[item_code][ingredient_code] = quantity
    active_from = min((order.placed_at for order in history.orders), default=now())
    differences, recipes, lines = [], [], []
    for code, portions in history.recipes.items():
        if code in known:
            if known[code] != {portion.ingredient: portion.quantity for portion in portions}:
                differences.append(f"item {code!r} has another recipe; left as it is")
            continue
        recipe_id = named_id("recipe", history.outlet.code, code, "1")
        recipes.append(
            {
                "id": recipe_id,
                "outlet": history.outlet.code,
                "item": item_ids[code],
                "active_from": active_from,
            }
        )
        lines += [
            {
                "recipe": recipe_id,
                "ingredient": ingredient_ids[portion.ingredient],
                "quantity": portion.quantity,
                "basis": portion.basis,
            }
            for portion in portions
        ]
    with connection.cursor() as cursor:
        cursor.executemany(queries.INSERT_RECIPE, recipes)
        cursor.executemany(queries.INSERT_RECIPE_LINE, lines)
    return differences


def _load_ingredients(connection: Connection[Any], history: History) -> dict[str, UUID]:
    outlet = history.outlet.code
    units = {
        portion.ingredient: portion.unit
        for portions in history.recipes.values()
        for portion in portions
    }
    with connection.cursor() as cursor:
        cursor.executemany(
            queries.INSERT_INGREDIENT,
            [
                {
                    "id": named_id("ingredient", outlet, code),
                    "outlet": outlet,
                    "code": code,
                    "name": history.ingredient_names.get(code, code),
                    "unit": unit,
                }
                for code, unit in units.items()
            ],
        )
    ids = {}
    for code, ingredient_id, unit in connection.execute(queries.INGREDIENTS, [outlet]):
        ids[code] = ingredient_id
        if units.get(code, unit) != unit:
            raise MappingProblem(
                "recipes.unit", f"the ingredient {code!r} is kept in {unit}, not in {units[code]}"
            )
    return ids
