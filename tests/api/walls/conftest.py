"""Two outlets, one with a thing of every kind, and a print of all its rows."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import sql

from api.domains import all_routes
from api.openapi.document import document
from chitrail.ids import new_id
from chitrail.settings import Settings
from tests.api.auth import things
from tests.support.ledger import settle
from tests.support.restaurant import OUTLET, Caller, ingredient_id, item_id
from tests.support.settings import environment

UNSEEN = {"alembic_version", "invoice_counters", "ledger_accounts", "sign_in_tries", "status_edges"}
_TABLES = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1
"""


@pytest.fixture(scope="module")
def settings(restaurant_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """No gateway: what may be asked of it is decided before it is asked."""
    home: Path = tmp_path_factory.mktemp("home")
    away = {"RAZORPAY_BASE_URL": "http://127.0.0.1:1"}
    return Settings.from_env(environment(restaurant_url, home, **away))


@pytest.fixture(scope="module")
def mine(calling: Callable[..., Caller], restaurant_url: str) -> dict[str, str]:
    """The things of OUTLET by the names that paths, queries and bodies call them."""
    made = things.make(calling)
    settle(restaurant_url)
    lot = calling("manager").get("/api/inventory/lots?all=true").json["data"][0]
    moved = calling("manager").get(f"/api/inventory/movements?lot_id={lot['id']}").json["data"][0]
    split = calling("manager").order("butter-naan", "lassi")
    parts = calling("manager").post(f"/api/orders/{split['id']}/split", {"by": "EQUAL", "count": 2})
    return made | {
        "id": made["order_id"],
        "into": split["id"],
        "part_id": parts.json["parts"][0]["id"],
        "ingredient_id": str(ingredient_id("butter")),
        "item_id": str(item_id("dal-makhani")),
        "instead_item_id": made["supplier_item_id"],
        "receipt_ids": made["receipt_id"],
        "lot_id": lot["id"],
        "document_id": moved["document_id"],
        "first": _counted(calling("manager"), restaurant_url),
        "last": _counted(calling("manager"), restaurant_url),
    }


def _counted(manager: Caller, url: str) -> str:
    """An approved count of the lentils, booked; its id."""
    path = "/api/inventory/counts"
    count_id: str = manager.post(path, {"ingredient_codes": ["lentils"]}).json["id"]
    entry = {"ingredient_code": "lentils", "quantity": "1", "unit": "kg"}
    manager.post(f"{path}/{count_id}/entries", {"entries": [entry]})
    manager.post(f"{path}/{count_id}/submit", {})
    settle(url)
    approved = manager.post(f"{path}/{count_id}/approve")
    assert approved.status_code == 200, approved.text
    settle(url)
    return count_id


@pytest.fixture(scope="module")
def bodies(settings: Settings) -> dict[str, Any]:
    """A body of every operation, from the documentation's own examples."""
    found = {}
    for item in document(all_routes(), settings)["paths"].values():
        for operation in item.values():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            found[operation["operationId"]] = body.get("example")
    found["close_drawer"] = {"counted": "500.00"}
    line = {"supplier_item_id": str(new_id()), "packs": "1"}
    found["change_purchase_order"] = {"lines": [line], "note": "early"}
    found["split_bill"] = {
        "by": "ITEMS",
        "items": [{"lines": [{"line_id": str(new_id()), "quantity": "1"}]} for _ in range(2)],
    }
    return found


@pytest.fixture(scope="module")
def rows_print(restaurant_url: str) -> Iterator[Callable[..., dict[str, tuple[int, int]]]]:
    """rows_print(outlet): number and hash, versions included, of an outlet's rows in every table."""
    url = restaurant_url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(url, options="-c jit=off") as connection:
        names = [name for (name,) in connection.execute(_TABLES) if name not in UNSEEN]
        each = "SELECT {0}, count(*), coalesce(sum(hashtext(t::text || t.xmin)), 0) FROM {1} t"
        parts = [sql.SQL(each).format(sql.Literal(n), sql.Identifier(n)) for n in names]
        question = sql.SQL(" UNION ALL ").join(parts)

        def take(outlet: str = OUTLET) -> dict[str, tuple[int, int]]:
            with connection.transaction():
                connection.execute("SET LOCAL ROLE chitrail_app")
                connection.execute("SELECT set_config('chitrail.outlet', %s, true)", (outlet,))
                found = connection.execute(question, prepare=True).fetchall()
            return {name: (count, int(total)) for name, count, total in found}

        connection.commit()
        yield take


@pytest.fixture(scope="module")
def private(mine: dict[str, str], restaurant_url: str) -> frozenset[str]:
    """Every id in a row of OUTLET."""
    url = restaurant_url.replace("postgresql+psycopg://", "postgresql://", 1)
    found = set()
    with psycopg.connect(url) as connection:
        names = [name for (name,) in connection.execute(_TABLES) if name not in UNSEEN]
        connection.execute("SET LOCAL ROLE chitrail_app")
        connection.execute("SELECT set_config('chitrail.outlet', %s, true)", (OUTLET,))
        for name in names:
            for row in connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(name))):
                found |= {str(value) for value in row if isinstance(value, UUID)}
    assert mine["order_id"] in found
    return frozenset(found)
