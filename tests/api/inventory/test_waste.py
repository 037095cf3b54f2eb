"""Waste with its reasons; what is past its date goes by one call, once."""

import threading
from decimal import Decimal

import pytest

from tests.support.ledger import settle

DOCUMENTS, REASONS = "/api/inventory/documents", "/api/inventory/waste-reasons"


def wasted(code, **more):
    line = {"ingredient_code": "butter", "quantity": "1", "unit": "g"}
    return {"kind": "WASTE", "lines": [line], "reason_code": code, **more}


def test_waste_has_a_reason_of_the_house(manager, cook):
    usual = {reason["code"] for reason in cook.get(REASONS).json["data"]}
    assert {"spoiled", "dropped", "overproduction", "expired", "staff-meal"} <= usual
    assert manager.post(DOCUMENTS, wasted("spoiled")).json["reason_code"] == "spoiled"
    for body in (wasted("boredom"), wasted("spoiled", kind="RECEIPT")):
        answer = manager.post(DOCUMENTS, body)
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "reason_code")


def test_reasons_are_edited(manager, cook):
    mine = {"code": "cat", "name": "The cat had it"}
    assert cook.post(REASONS, mine).status_code == 403
    assert {**mine, "active": True} in manager.post(REASONS, mine).json["data"]
    assert manager.post(DOCUMENTS, wasted("cat")).status_code == 201
    manager.post(REASONS, {**mine, "active": False})
    assert manager.post(DOCUMENTS, wasted("cat")).status_code == 422


@pytest.mark.parametrize("pressed", [1, 4])
def test_what_is_past_its_date_is_thrown_away_once(manager, restaurant_url, pressed):
    lots = [
        {"ingredient_code": "cream", "quantity": q, "unit": "ml", "lot_code": c, "expires_on": day}
        for q, c, day in (
            ("300", "OLD", "2020-01-01"),
            ("200", "OLD", "2020-01-02"),
            ("500", "NEW", "2999-01-01"),
        )
    ]
    manager.post(DOCUMENTS, {"kind": "RECEIPT", "lines": lots})
    settle(restaurant_url)
    answers = []
    presses = [
        threading.Thread(
            target=lambda: answers.append(manager.post("/api/inventory/waste-expired"))
        )
        for _ in range(pressed)
    ]
    for press in presses:
        press.start()
    for press in presses:
        press.join()
    assert sorted(answer.status_code for answer in answers) == [200] * (pressed - 1) + [201]
    (made,) = [answer.json["document"] for answer in answers if answer.json["document"]]
    assert made["reason_code"] == "expired"
    assert [(line["lot_code"], line["quantity"]) for line in made["lines"]] == [
        ("OLD", "300.000"),
        ("OLD", "200.000"),
    ]
    settle(restaurant_url)
    left = manager.get("/api/inventory/lots").json["data"]
    assert {lot["code"] for lot in left if lot["ingredient_code"] == "cream"} == {"NEW"}
    (movement,) = manager.get(f"/api/inventory/movements?document_id={made['id']}").json["data"]
    assert Decimal(movement["quantity"]) == -500
