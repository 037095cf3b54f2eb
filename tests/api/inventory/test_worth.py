"""Lots, worth and shortfalls as people read them, from documents through the real effects."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.support.ledger import settle
from tests.support.restaurant import OTHER_OUTLET, ingredient_id

DOCUMENTS = "/api/inventory/documents"
LATE, SOON = date(2999, 3, 1), date(2999, 1, 1)


def line(code, quantity, unit, **more):
    return {"ingredient_code": code, "quantity": quantity, "unit": unit, **more}


@pytest.fixture(scope="module")
def before():
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def stocked(before, manager, restaurant_url):
    """Butter in three lots of which one is past its date, eggs sold short; the instant after the receipts."""
    for kind, *lines in (
        (
            "RECEIPT",
            line("butter", "1.5", "kg", unit_cost="560.00", lot_code="B", expires_on=str(LATE)),
            line("butter", "1", "kg", total_cost="540.01", lot_code="A", expires_on=str(SOON)),
            line("butter", "500", "g", total_cost="0", lot_code="OLD", expires_on="2020-01-01"),
        ),
        ("RECEIPT", line("eggs", "30", "pc", total_cost="200.00")),
    ):
        answer = manager.post(DOCUMENTS, {"kind": kind, "lines": lines})
        assert answer.status_code == 201, answer.text
    settle(restaurant_url)
    after = datetime.now(UTC)
    wasted = {"kind": "WASTE", "lines": [line("butter", "700", "g"), line("eggs", "3", "dozen")]}
    manager.post(DOCUMENTS, wasted)
    settle(restaurant_url)
    return after


@pytest.mark.usefixtures("stocked")
def test_lots_are_listed_first_to_expire_first(manager, calling):
    found = manager.get(f"/api/inventory/lots?ingredient_id={ingredient_id('butter')}").json["data"]
    assert [(lot["code"], lot["remaining"], lot["expired"]) for lot in found] == [
        ("A", "800.000", False),  # waste took what was past its date first
        ("B", "1500.000", False),
    ]
    used = manager.get("/api/inventory/lots?all=true&expires_before=2021-01-01").json["data"]
    assert [(lot["code"], lot["received"], lot["expired"]) for lot in used] == [
        ("OLD", "500.000", True)
    ]
    old = used[0]["id"]
    through = manager.get(f"/api/inventory/movements?lot_id={old}").json["data"]
    assert [(m["kind"], m["quantity"]) for m in through] == [
        ("WASTE", "-700.000"),
        ("RECEIPT", "3000.000"),
    ]
    assert [(x["code"], x["quantity"], x["expired"]) for x in through[0]["lots"]] == [
        ("OLD", "-500.000", True),
        ("A", "-200.000", False),
    ]
    stale = manager.get("/api/inventory/movements?expired=true").json["data"]
    assert [movement["event_id"] for movement in stale] == [through[0]["event_id"]]
    assert calling("manager", OTHER_OUTLET).get("/api/inventory/lots?all=true").json["data"] == []


def test_the_worth_is_the_sum_of_what_moved(manager, stocked, before):
    now = {
        row["ingredient_code"]: row for row in manager.get("/api/inventory/valuation").json["rows"]
    }
    # 840 + 540.01 + 0 rupees for 3 kg; 700 g of it are gone
    assert (now["butter"]["on_hand"], now["butter"]["value"]) == ("2300.000", "1058.007667")
    assert now["butter"]["average_cost"] == "0.460003"
    assert (now["butter"]["last_cost"], now["eggs"]["last_cost"]) == ("0.00", "6.666667")
    then = manager.get(f"/api/inventory/valuation?at={stocked.isoformat().replace('+00:00', 'Z')}")
    assert then.json["value"] == "1580.01"
    assert manager.get("/api/inventory/valuation?at=2020-01-01T00:00:00Z").json["rows"] == []
    moved = manager.get("/api/inventory/movements").json["data"]
    worth = sum(Decimal(row["value"]) for row in now.values())
    assert sum(Decimal(movement["value"]) for movement in moved) == worth
    earlier = (before - timedelta(days=1)).isoformat().replace("+00:00", "Z")
    assert manager.get(f"/api/inventory/movements?until={earlier}").json["data"] == []
    assert (
        len(manager.get(f"/api/inventory/movements?since={earlier}&kind=WASTE").json["data"]) == 2
    )


@pytest.mark.usefixtures("stocked")
def test_what_is_short_is_flagged_and_listed(manager):
    (short,) = manager.get("/api/inventory/shortfalls").json["data"]
    assert (short["ingredient_code"], short["short"], short["unit"]) == ("eggs", "6.000", "pc")
    assert short["guessed_value"] == "40.00"
    (movement,) = manager.get("/api/inventory/movements?short=true").json["data"]
    assert (movement["quantity"], movement["short"]) == ("-36.000", "6.000")
    assert (movement["value"], movement["cost_estimated"]) == ("-240.00", True)


@pytest.mark.usefixtures("stocked")
@pytest.mark.parametrize("name", ["movements", "valuation"])
def test_both_are_tables_for_a_spreadsheet(manager, name):
    answer = manager.get(f"/api/inventory/{name}.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    listed = manager.get(f"/api/inventory/{name}").json
    assert [row["value"] for row in rows] == [
        row["value"] for row in listed["data" if name == "movements" else "rows"]
    ]


@pytest.mark.parametrize("query", ["at=2026-01-01T00:00:00", "at=yesterday", "on=2026-01-01"])
def test_an_instant_needs_a_zone(manager, query):
    assert manager.get(f"/api/inventory/valuation?{query}").status_code == 422


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"unit_cost": "1", "total_cost": "1"}, "lines/0/total_cost"),
        ({"total_cost": "-1"}, "lines/0/total_cost"),
        ({"quantity": "0.001", "total_cost": "9999999.99"}, "lines/0"),
        ({"quantity": "999999999", "unit_cost": "9999999.99"}, "lines/0"),
        ({"lot_code": "x" * 65}, "lines/0/lot_code"),
        ({"expires_on": "soon"}, "lines/0/expires_on"),
    ],
)
def test_a_lot_or_cost_that_cannot_be_is_pointed_at(manager, more, field):
    answer = manager.post(
        DOCUMENTS, {"kind": "RECEIPT", "lines": [{**line("butter", "1", "g"), **more}]}
    )
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)
