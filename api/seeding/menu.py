"""Writes the restaurant's menu, recipes and people."""

from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection

from api.auth.passwords import hash_password
from api.importing.codes import slug
from api.seeding import queries
from api.seeding.restaurant import Restaurant
from chitrail.errors import ConfigurationError
from chitrail.ids import named_id
from chitrail.money import parse_rupees

SECONDS_PER_MINUTE = 60


def item_id(outlet: str, code: str) -> UUID:
    """The id of a seeded dish."""
    return named_id("item", outlet, code)


def ingredient_id(outlet: str, code: str) -> UUID:
    """The id of a seeded ingredient."""
    return named_id("ingredient", outlet, code)


def write_outlet(connection: Connection[Any], restaurant: Restaurant) -> None:
    """The outlet and its people.

    Raises ConfigurationError when an outlet of that code is there that is no demonstration: its staff must
    not get published passwords.
    """
    outlet = restaurant.outlet
    values = {name: getattr(outlet, name) for name in outlet.__struct_fields__}
    connection.execute(queries.INSERT_OUTLET, values)
    row = connection.execute(queries.OUTLET_IS_DEMO, [outlet.code]).fetchone()
    if row != (True,):
        raise ConfigurationError(f"the outlet {outlet.code} is no demonstration; it is left alone")
    there = {username for (username,) in connection.execute(queries.STAFF)}
    for person in restaurant.staff:
        if person.username not in there:
            connection.execute(
                queries.INSERT_STAFF,
                {
                    "id": named_id("staff", outlet.code, person.username),
                    "outlet": outlet.code,
                    "username": person.username,
                    "name": person.name,
                    "role": person.role,
                    "password_hash": hash_password(person.password),
                },
            )


def write_menu(connection: Connection[Any], restaurant: Restaurant, active_from: datetime) -> None:
    """Stations, categories, dishes, ingredients and first recipes; `active_from` of the recipes."""
    outlet = restaurant.outlet.code
    with connection.cursor() as cursor:
        cursor.executemany(
            queries.INSERT_STATION,
            [
                {"outlet": outlet, "code": code, "name": name, "position": position}
                for position, (code, name) in enumerate(restaurant.stations.items())
            ],
        )
        cursor.executemany(queries.INSERT_INGREDIENT, _ingredients(restaurant))
        for position, category in enumerate(restaurant.menu):
            code = slug(category.category)
            values = {"id": named_id("category", outlet, code), "outlet": outlet, "code": code}
            cursor.execute(
                queries.INSERT_CATEGORY,
                {**values, "name": category.category, "position": position},
            )
        cursor.executemany(queries.INSERT_ITEM, _items(restaurant))
        recipes = [
            {
                "id": named_id("recipe", outlet, dish.code, "1"),
                "outlet": outlet,
                "item": item_id(outlet, dish.code),
                "active_from": active_from,
            }
            for dish in restaurant.dishes
        ]
        cursor.executemany(queries.INSERT_RECIPE, recipes)
        cursor.executemany(
            queries.INSERT_RECIPE_LINE,
            [
                {
                    "recipe": named_id("recipe", outlet, dish.code, "1"),
                    "ingredient": ingredient_id(outlet, code),
                    "quantity": quantity,
                }
                for dish in restaurant.dishes
                for code, quantity in dish.recipe.items()
            ],
        )


def _ingredients(restaurant: Restaurant) -> list[dict[str, Any]]:
    outlet = restaurant.outlet.code
    return [
        {
            "id": ingredient_id(outlet, code),
            "outlet": outlet,
            "code": code,
            "name": ingredient.name,
            "unit": ingredient.unit,
            "reorder": ingredient.reorder,
            "pack": ingredient.pack,
            "lead_days": ingredient.lead_days,
            "unit_cost": ingredient.unit_cost_paise,
            "supplier": ingredient.supplier,
            "allergens": ingredient.allergens,
        }
        for code, ingredient in restaurant.ingredients.items()
    ]


def _items(restaurant: Restaurant) -> list[dict[str, Any]]:
    outlet = restaurant.outlet.code
    return [
        {
            "id": item_id(outlet, dish.code),
            "outlet": outlet,
            "category": named_id("category", outlet, slug(category.category)),
            "code": dish.code,
            "name": dish.name,
            "variant": dish.variant,
            "price": parse_rupees(dish.price),
            "station": dish.station,
            "prep_seconds": dish.minutes * SECONDS_PER_MINUTE,
            "position": position,
        }
        for category in restaurant.menu
        for position, dish in enumerate(category.items)
    ]
