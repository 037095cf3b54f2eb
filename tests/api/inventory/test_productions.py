"""Batches made to keep: components out, the batch in, worth carried over, yield shown."""

from decimal import Decimal

import pytest

from tests.support.ledger import settle

PATH = "/api/inventory/productions"


def part(code, quantity, unit):
    return {"ingredient_code": code, "quantity": quantity, "unit": unit}


BATCH = {
    **part("cream", "4.5", "l"),
    "expected_quantity": "5",
    "components": [part("butter", "1", "kg"), part("eggs", "1", "dozen")],
    "lot_code": "G-1",
    "expires_on": "2999-01-01",
}


def test_a_batch_is_worth_what_went_in(manager, cook, restaurant_url):
    bought = [
        {**part("butter", "2", "kg"), "total_cost": "1000.01"},
        {**part("eggs", "24", "pc"), "total_cost": "100.00"},
    ]
    manager.post("/api/inventory/documents", {"kind": "RECEIPT", "lines": bought})
    settle(restaurant_url)
    made = cook.post(PATH, BATCH)
    assert made.status_code == 201, made.text
    assert (made.json["made"], made.json["expected"], made.json["yield_variance"]) == (
        "4500.000",
        "5000.000",
        "-500.000",
    )
    assert (made.json["cost"], made.json["unit_cost"]) == (None, None)
    settle(restaurant_url)
    (listed,) = manager.get(PATH).json["data"]
    assert [(x["ingredient_code"], x["quantity"], x["cost"]) for x in listed["components"]] == [
        ("butter", "1000.000", "500.005"),
        ("eggs", "12.000", "50.00"),
    ]
    assert (listed["cost"], listed["unit_cost"]) == ("550.005", "0.122223")
    moved = manager.get(f"/api/inventory/movements?document_id={listed['document_id']}").json
    assert sum(Decimal(movement["value"]) for movement in moved["data"]) == 0
    lots = manager.get("/api/inventory/lots").json["data"]
    (gravy,) = [lot for lot in lots if lot["ingredient_code"] == "cream"]
    assert (gravy["code"], gravy["expires_on"], gravy["remaining"]) == (
        "G-1",
        "2999-01-01",
        "4500.000",
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ingredient_code": "saffron"}, "ingredient_code"),
        ({"unit": "kg"}, "unit"),
        ({"unit": "stone"}, "unit"),
        ({"quantity": "0"}, "quantity"),
        ({"expected_quantity": "0"}, "expected_quantity"),
        ({"components": []}, "components"),
        ({"components": [part("saffron", "1", "g")]}, "components/0/ingredient_code"),
        ({"components": [part("butter", "1", "l")]}, "components/0/unit"),
        ({"components": [part("butter", "0", "g")]}, "components/0/quantity"),
        ({"components": [part("butter", "1", "g")] * 2}, "components/1/ingredient_code"),
        ({"components": [part("cream", "1", "ml")]}, "components/0/ingredient_code"),
        ({"batches": "2"}, "components"),
        ({"components": [], "batches": "0"}, "batches"),
        ({"components": [], "batches": "1"}, "batches"),
    ],
)
def test_a_batch_that_cannot_be_is_pointed_at(cook, database, change, field):
    before = database.execute("SELECT count(*) FROM stock_documents").fetchone()
    answer = cook.post(PATH, {**BATCH, **change})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)
    assert database.execute("SELECT count(*) FROM stock_documents").fetchone() == before
