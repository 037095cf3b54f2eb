"""The demonstration restaurant comes to be once, whole, and never in production."""

import os
import stat
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta

import psycopg
import pytest

from api.auth.passwords import verify_password
from api.seeding.restaurant import read_restaurant
from chitrail import envelope, tokens
from chitrail.clock import business_date, now
from chitrail.demo import staff
from chitrail.demo.guests import WALKED_OUT, guests
from chitrail.events import StockDocumentRecorded
from tests.support.processes import ROOT
from tests.support.settings import SECRET_KEY, environment

DAYS = 21
TABLES = (
    *("outlets", "staff", "stations", "menu_categories", "menu_items", "ingredients", "recipes"),
    *("recipe_lines", "orders", "order_lines", "payments", "stock_documents"),
    *("stock_document_lines", "outbox", "suppliers", "supplier_items", "supplier_prices"),
    *("purchase_orders", "purchase_order_lines", "purchase_counters", "audit_entries"),
)


def seed(database_url, home, *arguments, **more):
    return subprocess.run(
        [sys.executable, "-m", "api.seeding", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment(database_url, home, **more)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def books(module_database_url, home):
    done = seed(module_database_url, home, "--history-days", str(DAYS))
    assert done.returncode == 0, done.stderr
    with psycopg.connect(
        module_database_url.replace("+psycopg", ""), autocommit=True
    ) as connection:
        yield connection


def counts(books):
    return {table: books.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES}  # noqa: S608


def test_the_people_of_the_demonstration_can_sign_in(books):
    people = dict(books.execute("SELECT username, (role, password_hash) FROM staff").fetchall())
    roles = {
        staff.ADMIN: "admin",
        staff.MANAGER: "manager",
        staff.CASHIER: "cashier",
        **dict.fromkeys(staff.WAITERS, "waiter"),
        staff.COOK: "kitchen",
    }
    assert {name: role for name, (role, _) in people.items()} == roles
    assert all(verify_password(stored, staff.PASSWORD) for _, stored in people.values())


def test_a_second_run_changes_nothing(books, module_database_url, home):
    before = counts(books)
    link = (home / "kds-link.txt").read_text()
    done = seed(module_database_url, home, "--history-days", str(DAYS))
    assert done.returncode == 0, done.stderr
    assert counts(books) == before
    assert (home / "kds-link.txt").read_text() != link


def test_a_menu_of_every_station_with_recipes(books):
    items = books.execute(
        "SELECT count(*), count(DISTINCT category_id), count(DISTINCT station),"
        " (SELECT count(*) FROM recipes) FROM menu_items"
    ).fetchone()
    assert items == (32, 6, 4, 32)


def test_opening_stock_is_one_document_and_one_event(books):
    ((kind, document, topic, text),) = books.execute(
        "SELECT d.kind, d.id, b.topic, b.envelope::text FROM stock_documents d"
        " JOIN outbox b ON b.aggregate_id = d.id::text"
    ).fetchall()
    wrapped, event = envelope.decode(text.encode())
    assert (kind, topic, wrapped.sequence) == ("OPENING", "inventory.document_recorded", 1)
    assert isinstance(event, StockDocumentRecorded)
    assert event.document_id == document
    assert len(event.lines) == books.execute("SELECT count(*) FROM ingredients").fetchone()[0]


def test_everything_is_bought_of_somebody_and_two_orders_wait(books):
    unsold = books.execute(
        "SELECT code FROM ingredients i WHERE (SELECT count(*) FROM supplier_items s"
        " JOIN supplier_prices p ON p.supplier_item_id = s.id"
        " WHERE s.ingredient_id = i.id AND s.preferred AND s.pack_size = i.pack_size) <> 1"
    ).fetchall()
    assert unsold == []
    waiting = books.execute("SELECT status, number FROM purchase_orders ORDER BY number").fetchall()
    assert [status for status, _ in waiting] == ["SENT", "DRAFT"]
    assert waiting[0][1].endswith("/0001")


def test_the_past_ends_yesterday_and_its_weekends_are_busier(books):
    outlet = read_restaurant("demo").outlet
    today = business_date(now(), outlet.zone, outlet.cutover_hour)
    days = dict(books.execute("SELECT business_date, count(*) FROM orders GROUP BY 1").fetchall())
    assert set(days) == {today - timedelta(days=back) for back in range(1, DAYS + 1)}
    assert all(40 <= count <= 140 for count in days.values())
    weekend = [count for day, count in days.items() if day.weekday() >= 5]
    week = [count for day, count in days.items() if day.weekday() < 4]
    assert sum(weekend) / len(weekend) > 1.2 * sum(week) / len(week)


def test_the_past_adds_up(books):
    wrong = books.execute(
        "SELECT o.id FROM orders o LEFT JOIN payments p ON p.order_id = o.id GROUP BY o.id"
        " HAVING sum(p.amount_paise) <> o.total_paise OR o.settled_paise <> o.total_paise"
        " OR o.total_paise % 100 <> 0 OR min(o.source) <> 'import:demo-history'"
        " OR min(p.business_date) <> o.business_date OR count(p.id) <> 1"
    ).fetchall()
    assert wrong == []
    assert books.execute("SELECT count(*) FROM order_lines WHERE recipe_id IS NULL").fetchone() == (
        0,
    )


def test_the_link_opens_the_busiest_display_and_is_private(home, books):
    path = home / "kds-link.txt"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    actor = tokens.decode(path.read_text().strip().removeprefix("#token="), SECRET_KEY)
    busiest = books.execute(
        "SELECT station FROM order_lines GROUP BY 1 ORDER BY sum(quantity) DESC LIMIT 1"
    ).fetchone()
    assert (actor.outlet_id, actor.station, actor.is_display) == (staff.OUTLET, *busiest, True)


@pytest.mark.parametrize("lunch", [1, 2, 3, 7])
def test_a_lunch_hour_makes_a_few_ingredients_run_low_and_none_run_out(lunch):
    restaurant = read_restaurant("demo")
    dishes = {dish.code: dish for dish in restaurant.dishes}
    menu = {"categories": [{"items": [{"id": code, "available": True} for code in dishes]}]}
    used: Counter[str] = Counter()
    for party in guests(menu, 40, lunch, cash_only=False):
        if party.way != WALKED_OUT:
            for line in party.order["lines"]:
                for code, quantity in dishes[line["item_id"]].recipe.items():
                    used[code] += quantity * line["quantity"]
    left = {code: i.opening - used[code] for code, i in restaurant.ingredients.items()}
    assert min(left.values()) >= 0
    assert 1 <= sum(left[code] <= i.reorder for code, i in restaurant.ingredients.items()) <= 3


def test_not_in_production(database_url, tmp_path):
    done = seed(database_url, tmp_path, CHITRAIL_ENV="production")
    assert done.returncode == 1
    assert "not loaded in production" in done.stderr
    with psycopg.connect(database_url.replace("+psycopg", "")) as books:
        assert set(counts(books).values()) == {0}
    assert not (tmp_path / "kds-link.txt").exists()


def test_an_outlet_that_is_no_demonstration_is_left_alone(database_url, tmp_path):
    with psycopg.connect(database_url.replace("+psycopg", ""), autocommit=True) as books:
        books.execute(
            "INSERT INTO outlets (id, name, zone) VALUES (%s, 'Real', 'Asia/Kolkata')",
            [staff.OUTLET],
        )
        before = counts(books)
        done = seed(database_url, tmp_path)
        assert (done.returncode, "is no demonstration" in done.stderr) == (1, True)
        assert counts(books) == before


def test_days_with_real_trade_are_left_alone(database_url, tmp_path):
    outlet = read_restaurant("demo").outlet
    yesterday = business_date(now(), outlet.zone, outlet.cutover_hour) - timedelta(days=1)
    assert seed(database_url, tmp_path, "--history-days", "0").returncode == 0
    with psycopg.connect(database_url.replace("+psycopg", ""), autocommit=True) as books:
        books.execute(
            "INSERT INTO orders (id, outlet_id, number, business_date, order_type, status,"
            " subtotal_paise, total_paise, placed_at)"
            " VALUES (gen_random_uuid(), %s, 1, %s, 'DINE_IN', 'PLACED', 0, 0, now())",
            [outlet.code, yesterday],
        )
        assert seed(database_url, tmp_path, "--history-days", "2").returncode == 0
        counted = books.execute("SELECT business_date, count(*) FROM orders GROUP BY 1").fetchall()
    days: dict[date, int] = dict(counted)
    assert days[yesterday] == 1
    assert days[yesterday - timedelta(days=1)] > 40
