"""Receiving: what is accepted is counted, costs what it costs, and enters the stock by one document."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from chitrail import envelope
from chitrail.ids import new_id
from tests.api.purchasing.shop import ORDERS, Shop, act, made
from tests.support.restaurant import OTHER_OUTLET, ingredient_id


def bring(who, order: dict, *lines: dict, key: str = "", **more: Any):
    return who.post(f"{ORDERS}/{order['id']}/receipts", {"lines": list(lines), **more}, key)


def of(order: dict, code: str, packs: Any, **more: Any) -> dict[str, Any]:
    """A line of a receipt for the order's line of a code."""
    line = next(line for line in order["lines"] if line["code"] == code.upper())
    return {"line_id": line["id"], "packs": str(packs), **more}


def again(manager, order: dict) -> dict[str, Any]:
    return made(manager.get(f"{ORDERS}/{order['id']}"))


def told(database: psycopg.Connection, document_id: str) -> Any:
    """The event of a stock document."""
    found = database.execute(
        "SELECT envelope::text FROM outbox WHERE aggregate_id = %s", (document_id,)
    ).fetchall()
    assert len(found) == 1
    return envelope.decode(found[0][0].encode())[1]


def test_what_came_is_counted_and_enters_the_stock_with_its_worth(shop, manager, database):
    order = shop.sent(butter=4, cream=3)
    butter = of(order, "butter", 3, lot_code="B-7", expires_on="2999-01-31")
    first = made(bring(manager, order, butter, delivery_note="DN 1"))
    assert (first["net"], first["tax"], first["total"]) == ("750.00", "90.00", "840.00")
    assert (first["order_status"], first["ordered"]) == ("PARTLY_RECEIVED", "840.00")
    event = told(database, first["document_id"])
    assert (event.kind, len(event.lines)) == ("RECEIPT", 1)
    line = event.lines[0]
    assert (line.ingredient_id, Decimal(line.quantity)) == (ingredient_id("butter"), 15_000)
    assert (line.lot_code, str(line.expires_on)) == ("B-7", "2999-01-31")
    assert Decimal(line.value_paise) == 84_000  # the tax is cost: none of it comes back
    open_packs = [line["open_packs"] for line in again(manager, order)["lines"]]
    assert open_packs == ["1.000", "3.000"]
    rest = made(bring(manager, order, of(order, "butter", 1), of(order, "cream", 3)))
    assert rest["order_status"] == "RECEIVED"
    late = bring(manager, order, of(order, "cream", 1))
    assert (late.status_code, late.json["code"]) == (409, "illegal-transition")
    listed = manager.get(f"/api/goods-receipts?order_id={order['id']}").json["data"]
    assert [one["id"] for one in listed] == [rest["id"], first["id"]]
    assert manager.get(f"/api/goods-receipts/{first['id']}").json["lines"] == first["lines"]


def test_without_input_tax_lost_stock_costs_the_net(shop, manager, database):
    made(manager.post("/api/purchasing/settings", {"tax_is_cost": False}))
    order = shop.sent(butter=1)
    receipt = made(bring(manager, order, of(order, "butter", 1)))
    assert Decimal(told(database, receipt["document_id"]).lines[0].value_paise) == 25_000


def test_lots_of_one_line_are_apart_and_the_same_lot_is_one(shop, manager, database):
    order = shop.sent(butter=4)
    lots = ("A", "B", "A")
    lines = [of(order, "butter", 1, lot_code=lot, expires_on="2999-01-01") for lot in lots]
    receipt = made(bring(manager, order, *lines))
    event = told(database, receipt["document_id"])
    assert sorted((line.lot_code, Decimal(line.quantity)) for line in event.lines) == [
        ("A", 10_000),
        ("B", 5_000),
    ]
    assert sum(Decimal(line.value_paise) for line in event.lines) == 84_000
    assert again(manager, order)["lines"][0]["received_packs"] == "3.000"


def test_what_is_missing_comes_later_or_is_given_up(shop, manager):
    order = shop.sent(butter=4, cream=2)
    lines = (of(order, "butter", 3, rest="CLOSE"), of(order, "cream", 1))
    made(bring(manager, order, *lines))
    butter, cream = again(manager, order)["lines"]
    assert (butter["short_packs"], butter["open_packs"]) == ("1.000", "0.000")
    assert (cream["short_packs"], cream["open_packs"]) == ("0.000", "1.000")
    done = made(bring(manager, order, of(order, "cream", 0, rest="CLOSE")))
    assert (done["order_status"], done["document_id"]) == ("RECEIVED", None)
    closed = made(act(manager, order, "close", reason="short"))
    assert closed["status"] == "CLOSED"


def test_closing_gives_up_what_has_not_come(shop, manager):
    order = shop.sent(butter=4)
    made(bring(manager, order, of(order, "butter", 1)))
    assert act(manager, order, "cancel", reason="x").status_code == 409
    closed = made(act(manager, order, "close", reason="found another"))
    assert closed["lines"][0]["short_packs"] == "3.000"
    assert bring(manager, order, of(order, "butter", 1)).status_code == 409


def test_more_than_ordered_is_taken_within_the_tolerance_and_beyond_by_two(shop, manager, consent):
    made(manager.post("/api/purchasing/settings", {"over_receipt_percent": "10"}))
    order, other = shop.sent(butter=10), shop.sent(butter=10)
    made(bring(manager, other, of(other, "butter", 11)))
    refused = bring(manager, order, of(order, "butter", "11.001"))
    assert (refused.status_code, refused.json["code"]) == (403, "approval-required")
    assert again(manager, order)["lines"][0]["received_packs"] == "0.000"
    approval = consent("purchase.over_receipt", order["id"])
    assert bring(manager, order, of(order, "butter", 10), approval="no").status_code == 201
    over = made(bring(manager, other := shop.sent(butter=1), of(other, "butter", 1)))
    assert over["approved_with"] is None
    late = bring(manager, order, of(order, "butter", 3), approval=approval)
    assert late.status_code == 409, "it was received already"


def test_a_second_person_agrees_to_more_once(shop, manager, consent):
    order = shop.sent(butter=10, cream=1)
    approval = consent("purchase.over_receipt", order["id"])
    taken = made(bring(manager, order, of(order, "butter", 13), approval=approval))
    assert taken["approved_with"] is not None
    assert again(manager, order)["lines"][0]["received_packs"] == "13.000"
    more = bring(manager, order, of(order, "butter", 1), approval=approval)
    assert (more.status_code, more.json["code"]) == (403, "approval-required")


def test_another_price_needs_a_reason_and_becomes_the_price(manager):
    shop = Shop.opened(manager)
    order = shop.sent(cream=2)
    refused = bring(manager, order, of(order, "cream", 2, price="190"))
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "lines/0/reason")
    line = of(order, "cream", 2, price="190", reason="monsoon")
    receipt = made(bring(manager, order, line))
    assert (receipt["total"], receipt["ordered"]) == ("399.00", "379.16")
    assert receipt["lines"][0]["ordered_price"] == "180.55"
    where = f"/api/supplier-items/{shop.items['cream']['id']}"
    assert manager.get(where).json["price"] == "190.00"
    newest = manager.get(f"{where}/prices").json["data"][0]
    assert (newest["price"], newest["reason"]) == ("190.00", "monsoon")


def test_what_is_damaged_or_wrong_goes_straight_back_and_never_enters(shop, manager, database):
    order = shop.sent(butter=4, eggs=2)
    lines = (
        of(order, "butter", 3, refused_packs="1", refused_because="DAMAGED"),
        of(order, "eggs", 0, refused_packs="2", refused_because="WRONG_ITEM"),
    )
    receipt = made(bring(manager, order, *lines))
    assert (receipt["total"], receipt["refused"]) == ("840.00", "700.00")
    quantities = [Decimal(one.quantity) for one in told(database, receipt["document_id"]).lines]
    assert quantities == [15_000]
    assert [line["open_packs"] for line in again(manager, order)["lines"]] == ["1.000", "2.000"]
    nothing = of(order, "eggs", 0, refused_packs="2", refused_because="QUALITY")
    none = made(bring(manager, order, nothing))
    assert (none["document_id"], none["total"]) == (None, "0.00")


def test_something_else_counts_by_content_or_pack_by_pack(manager, database):
    shop = Shop.opened(manager)
    small = shop.sells(
        "butter-1", ingredient_code="butter", pack_quantity="1", pack_unit="kg", price="52"
    )
    order = shop.sent(butter=2, cream=1)
    instead = {"instead_item_id": small["id"], "reason": "no big boxes"}
    assert (
        bring(manager, order, of(order, "butter", 5, **{**instead, "reason": ""})).status_code
        == 422
    )
    receipt = made(bring(manager, order, of(order, "butter", 5, **instead)))
    assert (receipt["total"], receipt["ordered"]) == ("260.00", "280.00")
    assert again(manager, order)["lines"][0]["received_packs"] == "1.000"
    other = {"instead_item_id": shop.items["eggs"]["id"], "reason": "the cook agreed"}
    swapped = made(bring(manager, order, of(order, "cream", 1, **other)))
    line = told(database, swapped["document_id"]).lines[0]
    assert (line.ingredient_id, Decimal(line.quantity)) == (ingredient_id("eggs"), 30)
    assert again(manager, order)["lines"][1]["received_packs"] == "1.000"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"packs": "0"}, "packs"),
        ({"packs": "0.0001"}, "packs"),
        ({"refused_packs": "1"}, "refused_because"),
        ({"refused_because": "DAMAGED"}, "refused_because"),
        ({"expires_on": "2020-01-01"}, "expires_on"),
        ({"line_id": str(new_id())}, "line_id"),
        ({"instead_item_id": str(new_id())}, "instead_item_id"),
        ({"price": "9999999", "packs": "99999"}, "packs"),
    ],
)
def test_a_line_that_cannot_be_changes_nothing(shop, manager, database, more, field):
    order = shop.sent(butter=4)
    line = of(order, "butter", 1) | {"reason": "odd", **more}
    before = database.execute("SELECT count(*) FROM stock_documents").fetchone()
    answer = bring(manager, order, line)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, f"lines/0/{field}")
    assert again(manager, order)["version"] == order["version"]
    assert database.execute("SELECT count(*) FROM stock_documents").fetchone() == before


def test_ten_who_receive_at_once_take_no_more_than_ordered(shop, manager, database):
    made(manager.post("/api/purchasing/settings", {"over_receipt_percent": "0"}))
    order = shop.sent(butter=4, eggs=1)
    with ThreadPoolExecutor(10) as threads:
        answers = list(
            threads.map(lambda _: bring(manager, order, of(order, "butter", 1)), range(10))
        )
    assert sorted(answer.status_code for answer in answers).count(201) == 4
    assert {answer.status_code for answer in answers} <= {201, 403, 409, 503}
    assert again(manager, order)["lines"][0]["received_packs"] == "4.000"
    documents = [one.json["document_id"] for one in answers if one.status_code == 201]
    quantity = database.execute(
        "SELECT sum(quantity) FROM stock_document_lines WHERE document_id = ANY(%s::uuid[])",
        (documents,),
    ).fetchone()
    assert quantity == (20_000,)


def test_the_same_request_ten_times_is_one_receipt(shop, manager):
    order, key = shop.sent(butter=4), str(new_id())
    with ThreadPoolExecutor(10) as threads:
        line = of(order, "butter", 2)
        answers = list(threads.map(lambda _: bring(manager, order, line, key=key), range(10)))
    assert len({one.json["id"] for one in answers if one.status_code == 201}) == 1
    assert again(manager, order)["lines"][0]["received_packs"] == "2.000"


def test_the_database_refuses_what_exceeds_the_order(shop, manager, database):
    order = shop.sent(butter=4)
    with pytest.raises(psycopg.errors.CheckViolation, match="purchase_lines_received"):
        database.execute(
            "UPDATE purchase_order_lines SET received_packs = 5 WHERE order_id = %s", (order["id"],)
        )


@pytest.fixture
def received(shop: Shop, manager) -> dict[str, Any]:
    order = shop.sent(butter=4, cream=2)
    lines = (of(order, "butter", 3), of(order, "cream", 2))
    return made(bring(manager, order, *lines))


def test_an_invoice_that_matches_and_one_that_differs(manager, shop, received):
    order = shop.sent(eggs=2)
    part = {"number": f"L/{str(new_id())[-20:]}", "total": "420.40", "invoice_date": "2026-11-01"}
    line = of(order, "eggs", 2)
    receipt = made(bring(manager, order, line, invoice=part))
    invoice = made(manager.get(f"/api/supplier-invoices/{receipt['invoice_id']}"))
    assert (invoice["status"], invoice["difference"]) == ("MATCHES", "0.40")
    body = {"supplier_id": shop.id, "number": f"L/{str(new_id())[-20:]}", "total": "1340"}
    body["receipt_ids"] = [received["id"]]
    second = made(manager.post("/api/supplier-invoices", body))
    assert (second["status"], second["received"]) == ("DIFFERS", "1219.16")
    assert (second["ordered"], second["difference"]) == ("1219.16", "120.84")
    where = f"/api/supplier-invoices/{second['id']}/accept"
    accepted = made(manager.post(where, {"note": "freight, as agreed"}))
    assert accepted["status"] == "ACCEPTED"
    assert manager.post(where, {"note": "again"}).status_code == 409
    other = manager.post("/api/supplier-invoices", {**body, "number": f"L/{str(new_id())[-20:]}"})
    assert (other.status_code, other.json["errors"][0]["field"]) == (409, "receipt_ids")
    same = manager.post("/api/supplier-invoices", body)
    assert (same.status_code, same.json["errors"][0]["field"]) == (409, "number")


def test_invoices_are_due_by_the_terms_and_ask_for_the_suppliers_receipts(manager, received):
    shop = Shop.opened(manager, payment_terms_days=15)
    order = shop.sent(eggs=1)
    part = {"number": "T1", "total": "210", "invoice_date": "2026-11-20"}
    receipt = made(bring(manager, order, of(order, "eggs", 1), invoice=part))
    listed = manager.get(f"/api/supplier-invoices?supplier_id={shop.id}").json["data"]
    assert [(one["id"], one["due_on"]) for one in listed] == [(receipt["invoice_id"], "2026-12-05")]
    body = {"supplier_id": shop.id, "number": "T2", "total": "1", "receipt_ids": [received["id"]]}
    assert manager.post("/api/supplier-invoices", body).status_code == 422


def test_packs_go_back_once_and_parts_add_up_to_the_whole(manager, database, received):
    where = f"/api/goods-receipts/{received['id']}/returns"
    thirds = [
        made(manager.post(where, {"lines": [{"position": 1, "packs": packs}], "reason": "sour"}))
        for packs in ("0.5", "0.7", "0.8")
    ]
    assert thirds[0]["number"].startswith("DN/")
    sums = [sum(Decimal(one[name]) for one in thirds) for name in ("net", "tax")]
    line = received["lines"][1]
    assert sums == [Decimal(line["net"]), Decimal(line["tax"])]
    event = told(database, thirds[0]["document_id"])
    assert (event.kind, Decimal(event.lines[0].quantity)) == ("RETURN_TO_SUPPLIER", 500)
    assert event.lines[0].value_paise is None
    assert made(manager.get(f"/api/supplier-returns/{thirds[0]['id']}")) == thirds[0]
    beyond = manager.post(where, {"lines": [{"position": 1, "packs": "0.001"}], "reason": "x"})
    assert (beyond.status_code, beyond.json["errors"][0]["field"]) == (422, "lines/0/packs")


def test_eight_who_return_at_once_return_what_there_was(manager, received):
    where = f"/api/goods-receipts/{received['id']}/returns"
    body = {"lines": [{"position": 0, "packs": "1"}], "reason": "recalled"}
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: manager.post(where, body), range(8)))
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [422] * 5


def test_strangers_receive_nothing(shop, manager, waiter, calling, received):
    order = shop.sent(butter=1)
    stranger = calling("manager", OTHER_OUTLET)
    assert bring(stranger, order, of(order, "butter", 1)).status_code == 404
    assert bring(waiter, order, of(order, "butter", 1)).status_code == 403
    assert stranger.get(f"/api/goods-receipts/{received['id']}").status_code == 404
    assert stranger.get("/api/goods-receipts").json["data"] == []
