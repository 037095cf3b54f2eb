"""A pooled connection shows one outlet at a time, whatever became of the one before; who may see them all."""

import ast
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from api.database import Database, looking_everywhere
from api.domains import all_routes
from chitrail.settings import Settings
from tests.support.processes import ROOT
from tests.support.restaurant import OTHER_OUTLET, OUTLET, item_id
from tests.support.settings import environment

SEEN = text("SELECT coalesce(string_agg(id, ' ' ORDER BY id), '') FROM outlets")
RENAME = text("UPDATE menu_items SET name = 'Renamed' WHERE id = :id")
BOTH = f"{OTHER_OUTLET} {OUTLET}"
HOUSE_ROUTES = {
    "login": "a name belongs to one outlet, which the name alone tells",
    "pin": "so does a device",
    "refresh": "and a refresh token",
    "razorpay_webhook": "stored before anybody looks for whom it is",
    "razorpay_callback": "the gateway's order tells the outlet",
    "list_webhooks": "webhooks come to the house's one account at the gateway",
    "replay_webhook": "the same",
    "payments_health": "counts webhooks that wait",
    "metrics": "counts events that wait",
}
SEE_EVERYWHERE = {
    "api/app.py": "sign-ins that ended, for every request",
    "api/realtime/app.py": "the same, and the feed: who may hear what is decided before",
    "api/handling.py": "the routes above",
    "api/discounts/promoting.py": "a promotion of all outlets may name what any of them sells",
    "api/alerts/watching.py": "what is wrong, wherever",
    "api/alerts/sending.py": "messages that are due, of every outlet",
    "api/janitor/work.py": "what is due, wherever; the work itself is done at its outlet",
    "api/janitor/availability.py": "what ends by itself, wherever; the database does it, row by row",
    "api/janitor/run_outs.py": "names of the outlets; predictions are made at each",
    "api/janitor/retention.py": "what is too old, wherever",
    "api/janitor/webhooks.py": "stored webhooks, and the payment one is about",
    "api/payments/refund_adoption.py": "refunds the gateway tells of",
    "api/transfers/booked.py": "what one dispatch took from the sender's stock, and whether an outlet exists",
    "api/settlements/asking.py": "one settlement pays several outlets",
    "api/settlements/command.py": "the same",
    "api/settlements/service.py": "the same",
}


@pytest.fixture
def one(restaurant_url: str, tmp_path: Path):
    """A Database with a single connection in each pool, so that everybody gets the former's."""
    narrow = environment(restaurant_url, tmp_path, CHITRAIL_API_THREADS="1")
    database = Database(Settings.from_env(narrow), application_name="test of walls")
    yield database
    database.dispose()


def seen(database: Database) -> set[str]:
    with database.transaction() as connection:
        within = str(connection.execute(SEEN).scalar_one())
    with database.autocommit() as connection:
        return {within, str(connection.execute(SEEN).scalar_one())}


def test_each_use_of_a_connection_sees_what_it_asked_for_and_no_more(one):
    for _ in range(3):
        assert seen(one) == {""}
        assert seen(one.at(OUTLET)) == {OUTLET}
        assert seen(one.at(OTHER_OUTLET)) == {OTHER_OUTLET}
        assert seen(one.everywhere()) == {BOTH}


@pytest.mark.parametrize(
    "no_outlet", ["", "*", "nowhere", "SPICE-LANE", "spice-lane\n", "a" * 99, "'", "\x00"]
)
def test_what_is_no_outlets_id_sees_nothing(one, no_outlet):
    assert seen(one.everywhere()) == {BOTH}
    assert seen(one.at(no_outlet)) == {""}


@pytest.mark.parametrize("fault", ["SELECT 1/0", "SELECT pg_terminate_backend(pg_backend_pid())"])
def test_nothing_of_the_outlet_remains_after_a_fault(one, fault):
    def faulty() -> None:
        with one.everywhere().transaction() as connection:
            connection.execute(RENAME, {"id": item_id("lassi")})
            connection.execute(text(fault))

    with pytest.raises(DBAPIError):
        faulty()
    assert seen(one.at(OUTLET)) == {OUTLET}
    assert seen(one) == {""}


def test_writes_outside_the_outlet_change_nothing(one):
    for mine, theirs in ((OUTLET, OTHER_OUTLET), (OTHER_OUTLET, OUTLET)):
        with one.at(mine).transaction() as connection:
            assert connection.execute(RENAME, {"id": item_id("soda", theirs)}).rowcount == 0
        with one.at(mine).autocommit() as connection:
            assert connection.execute(RENAME, {"id": item_id("soda", theirs)}).rowcount == 0


def test_a_look_everywhere_ends_with_its_block_and_writes_nothing(one):
    with one.at(OUTLET).transaction() as connection:
        for _ in range(2):
            with looking_everywhere(connection):
                assert connection.execute(SEEN).scalar_one() == BOTH
                connection.execute(RENAME, {"id": item_id("soda", OTHER_OUTLET)})
            assert connection.execute(SEEN).scalar_one() == OUTLET
        with pytest.raises(ValueError, match="found"), looking_everywhere(connection):
            raise ValueError("found")
        assert connection.execute(SEEN).scalar_one() == OUTLET
    assert seen(one.at(OUTLET)) == {OUTLET}
    with one.everywhere().transaction() as connection:
        name = "SELECT name FROM menu_items WHERE id = :id"
        given = {"id": item_id("soda", OTHER_OUTLET)}
        assert connection.execute(text(name), given).scalar_one() == "Soda"


def test_threads_that_share_a_pool_see_their_own_outlets(app):
    database = app.extensions["database"]
    asked = [OUTLET, OTHER_OUTLET, "nowhere"] * 40
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda outlet: seen(database.at(outlet)), asked))
    assert answers == [{outlet if outlet != "nowhere" else ""} for outlet in asked]


def test_only_known_routes_speak_for_the_house():
    assert {route.name for route in all_routes() if route.house} == HOUSE_ROUTES.keys()


def test_only_known_modules_see_every_outlet():
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "api").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", ""))
        in {"everywhere", "looking_everywhere"}
    }
    assert found == SEE_EVERYWHERE.keys()


def test_the_setting_is_made_in_one_place():
    named = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "api").rglob("*.py")
        if "chitrail.outlet" in path.read_text(encoding="utf-8")
    }
    assert named == {"api/database.py"}
