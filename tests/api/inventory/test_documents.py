"""Stock documents: facts in any unit, stored in the base unit, told once."""

from decimal import Decimal

import pytest

from chitrail import envelope
from chitrail.ids import new_id
from tests.support.restaurant import OTHER_OUTLET, OUTLET, ingredient_id, staff_id

PATH = "/api/inventory/documents"


def receipt(*lines: dict, **more: object) -> dict:
    return {"kind": "RECEIPT", "lines": list(lines), **more}


def line(code: str, quantity: str, unit: str, **more: object) -> dict:
    return {"ingredient_code": code, "quantity": quantity, "unit": unit, **more}


def test_a_receipt_is_stored_in_base_units_and_told(manager, database):
    by_id = {
        "ingredient_id": str(ingredient_id("cream")),
        "quantity": "2",
        "unit": "l",
        "unit_cost": "180",
    }
    body = receipt(
        line("butter", "1.5", "kg", unit_cost="560.00"),
        by_id,
        line("eggs", "2.5", "dozen"),
        reference="INV-7",
    )
    answer = manager.post(PATH, body)
    assert answer.status_code == 201
    document = answer.json
    assert answer.headers["Location"] == f"{PATH}/{document['id']}"
    assert document["recorded_by"] == str(staff_id("manager"))
    assert [
        (x["ingredient_code"], x["quantity"], x["unit"], x["unit_cost"]) for x in document["lines"]
    ] == [
        ("butter", "1500.000", "g", "0.5600"),
        ("cream", "2000.000", "ml", "0.1800"),
        ("eggs", "30.000", "pc", None),
    ]
    rows = database.execute(
        "SELECT topic, sequence, envelope::text FROM outbox WHERE aggregate_id = %s",
        (document["id"],),
    ).fetchall()
    assert [row[:2] for row in rows] == [("inventory.document_recorded", 1)]
    _, event = envelope.decode(rows[0][2].encode())
    assert (event.kind, str(event.business_date)) == ("RECEIPT", document["business_date"])
    assert {(x.ingredient_id, Decimal(x.quantity), x.unit) for x in event.lines} == {
        (ingredient_id("butter"), Decimal(1500), "g"),
        (ingredient_id("cream"), Decimal(2000), "ml"),
        (ingredient_id("eggs"), Decimal(30), "pc"),
    }


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        ([line("saffron", "1", "g")], "lines/0/ingredient_code"),
        ([{"ingredient_id": str(new_id()), "quantity": "1", "unit": "g"}], "lines/0/ingredient_id"),
        ([{"quantity": "1", "unit": "g"}], "lines/0/ingredient_code"),
        ([line("butter", "1", "l")], "lines/0/unit"),
        ([line("butter", "1", "stone")], "lines/0/unit"),
        ([line("butter", "0", "g")], "lines/0/quantity"),
        ([line("butter", "-1", "g")], "lines/0/quantity"),
        ([line("butter", "NaN", "g")], "lines/0/quantity"),
        ([line("butter", "1e3", "g")], "lines/0/quantity"),
        ([line("butter", "0.0001", "g")], "lines/0/quantity"),
        ([line("butter", "\uff11", "g")], "lines/0/quantity"),
        ([line("butter", "1" * 40, "g")], "lines/0/quantity"),
        ([line("butter", "1", "g"), line("butter", "2", "g")], "lines/1"),
        ([line("butter", "1", "g", unit_cost="1.005")], "lines/0/unit_cost"),
        ([], "lines"),
    ],
)
def test_a_wrong_line_is_pointed_at_and_nothing_is_stored(manager, database, lines, field):
    before = database.execute("SELECT count(*) FROM stock_documents").fetchone()
    answer = manager.post(PATH, receipt(*lines))
    assert answer.status_code == 422, answer.text
    assert answer.json["errors"][0]["field"] == field
    assert database.execute("SELECT count(*) FROM stock_documents").fetchone() == before


def test_the_largest_quantity_the_books_take_is_a_refusal_beyond_not_a_fault(manager):
    assert manager.post(PATH, receipt(line("butter", "999999999", "kg"))).status_code == 422
    assert manager.post(PATH, receipt(line("butter", "999999999", "g"))).status_code == 201


def test_the_same_id_and_content_is_the_same_document(manager, calling):
    body = receipt(line("butter", "1", "kg"), id=str(new_id()))
    first, again = manager.post(PATH, body), manager.post(PATH, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json == first.json
    other = manager.post(PATH, receipt(line("butter", "2", "kg"), id=body["id"]))
    assert (other.status_code, other.json["code"]) == (409, "document-id-taken")
    stranger = calling("manager", OTHER_OUTLET).post(PATH, body)
    assert stranger.status_code == 409
    assert OUTLET not in stranger.text


@pytest.mark.parametrize("kind", ["SALE", "COUNT", "", "receipt"])
def test_only_facts_a_person_records_are_documents(manager, kind):
    answer = manager.post(PATH, {**receipt(line("butter", "1", "g")), "kind": kind})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "kind")
