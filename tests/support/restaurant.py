"""A small restaurant in the database, and callers who speak to the API as its staff."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

import psycopg
from flask import Flask
from werkzeug.test import TestResponse

from api.auth.passwords import hash_password
from chitrail import tokens
from chitrail.ids import named_id, new_id
from chitrail.tokens import Actor
from tests.support.settings import SECRET_KEY

OUTLET, OTHER_OUTLET = "spice-lane", "other-place"
ROLES = ("admin", "manager", "cashier", "waiter", "kitchen")
PASSWORD = "correct horse battery"
ITEMS = {  # code: (name, variant, price in paise, tax in basis points, station, available)
    "dal-makhani": ("Dal Makhani", "", 22050, 500, "curry", True),
    "butter-naan": ("Butter Naan", "", 4500, 500, "tandoor", True),
    "lassi": ("Lassi", "Large", 9000, 500, "cold", True),
    "soda": ("Soda", "", 3333, 1800, "cold", True),
    "biryani": ("Biryani", "", 31000, 500, "curry", False),
}
INGREDIENTS = {"lentils": "g", "butter": "g", "cream": "ml", "eggs": "pc"}


def item_id(code: str, outlet: str = OUTLET) -> UUID:
    return named_id(outlet, "item", code)


def staff_id(role: str, outlet: str = OUTLET) -> UUID:
    return named_id(outlet, "staff", role)


def ingredient_id(code: str, outlet: str = OUTLET) -> UUID:
    return named_id(outlet, "ingredient", code)


def recipe_id(code: str, version: int = 1) -> UUID:
    return named_id(OUTLET, "recipe", code, str(version))


def build(database_url: str, outlets: Sequence[str] = (OUTLET, OTHER_OUTLET)) -> None:
    """Outlets with the same menu; every role once in each; a recipe for the dal of OUTLET."""
    url = database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(url) as connection:
        for outlet in outlets:
            _outlet(connection, outlet)
        if OUTLET in outlets:
            add_recipe(connection, "dal-makhani", 1, {"lentils": "80", "butter": "20.5"})


def add_recipe(
    connection: psycopg.Connection, code: str, version: int, lines: Mapping[str, str]
) -> UUID:
    """A recipe version for an item of OUTLET."""
    recipe = recipe_id(code, version)
    connection.execute(
        "INSERT INTO recipes (id, outlet_id, item_id, version) VALUES (%s, %s, %s, %s)",
        (recipe, OUTLET, item_id(code), version),
    )
    for ingredient, quantity in lines.items():
        connection.execute(
            "INSERT INTO recipe_lines (recipe_id, ingredient_id, quantity) VALUES (%s, %s, %s)",
            (recipe, ingredient_id(ingredient), quantity),
        )
    return recipe


def _outlet(connection: psycopg.Connection, outlet: str) -> None:
    connection.execute(
        "INSERT INTO outlets (id, name, zone) VALUES (%s, %s, 'Asia/Kolkata')",
        (outlet, outlet.replace("-", " ").title()),
    )
    for role in ROLES:
        username = {OUTLET: role, OTHER_OUTLET: f"{role}.other"}.get(outlet, f"{role}.{outlet}")
        connection.execute(
            "INSERT INTO staff (id, outlet_id, username, display_name, role, password_hash)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            (staff_id(role, outlet), outlet, username, role.title(), role, _password_hash()),
        )
    for station in ("curry", "tandoor", "cold"):
        connection.execute(
            "INSERT INTO stations (outlet_id, code, name) VALUES (%s, %s, %s)",
            (outlet, station, station.title()),
        )
    category = named_id(outlet, "category", "all")
    connection.execute(
        "INSERT INTO menu_categories (id, outlet_id, code, name) VALUES (%s, %s, 'all', 'All')",
        (category, outlet),
    )
    for code, (name, variant, price, tax, station, available) in ITEMS.items():
        connection.execute(
            "INSERT INTO menu_items (id, outlet_id, category_id, code, name, variant, price_paise,"
            " tax_rate_bp, station, available) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (
                *(item_id(code, outlet), outlet, category, code, name, variant, price, tax),
                *(station, available),
            ),
        )
    for code, unit in INGREDIENTS.items():
        connection.execute(
            "INSERT INTO ingredients (id, outlet_id, code, name, unit, reorder_level)"
            " VALUES (%s, %s, %s, %s, %s, 100)",
            (ingredient_id(code, outlet), outlet, code, code.title(), unit),
        )


@cache
def _password_hash() -> str:
    return hash_password(PASSWORD)


def actor(role: str, outlet: str = OUTLET) -> Actor:
    """A member of staff as a token names them."""
    return Actor(str(staff_id(role, outlet)), outlet, role, role.title())


def bearer(who: Actor) -> str:
    """Value of the Authorization header for someone."""
    return f"Bearer {tokens.encode(who, SECRET_KEY, lifetime=timedelta(hours=1))[0]}"


@dataclass(frozen=True)
class Caller:
    """Somebody with a token; each call has a client of its own, so threads may share a caller."""

    app: Flask
    who: Actor

    def get(self, path: str, **headers: str) -> TestResponse:
        """A GET; header names with underscores."""
        return self._open("GET", path, headers)

    def post(self, path: str, body: Any = None, key: str = "", **headers: str) -> TestResponse:
        """A POST with a fresh idempotency key unless one is given."""
        headers["Idempotency_Key"] = key or str(new_id())
        return self._open("POST", path, headers, {} if body is None else body)

    def patch(self, path: str, body: Any = None, key: str = "", **headers: str) -> TestResponse:
        """A PATCH, as `post` is a POST."""
        headers["Idempotency_Key"] = key or str(new_id())
        return self._open("PATCH", path, headers, {} if body is None else body)

    def _open(
        self, method: str, path: str, headers: Mapping[str, str], body: Any = None
    ) -> TestResponse:
        sent = {"Authorization": bearer(self.who)}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.app.test_client().open(path, method=method, headers=sent, json=body)

    def order(self, *codes: str, **more: Any) -> dict[str, Any]:
        """A placed order of one portion of each item."""
        lines = [{"item_code": code, "quantity": 1} for code in codes or ("dal-makhani",)]
        body = {"order_type": "DINE_IN", "table_label": "T1", "lines": lines, **more}
        response = self.post("/api/orders", body)
        assert response.status_code == 201, response.text
        placed: dict[str, Any] = response.get_json()
        return placed
