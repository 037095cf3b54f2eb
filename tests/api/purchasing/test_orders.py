"""Purchase orders: what they cost, what may be changed when, who must agree."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from urllib.parse import parse_qs, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.purchasing.amounts import cost_of
from chitrail.ids import new_id
from tests.api.purchasing.shop import ORDERS, Shop, act, made
from tests.support.restaurant import OTHER_OUTLET


def test_a_draft_costs_what_its_packs_cost_to_the_paisa(shop, manager):
    order = shop.draft(cream="2.5", butter=3)
    assert (order["status"], order["version"]) == ("DRAFT", 1)
    assert [(line["net"], line["tax"]) for line in order["lines"]] == [
        ("451.38", "22.57"),  # 2.5 x 180.55 = 451.375; 5 % of 451.38
        ("750.00", "90.00"),
    ]
    assert (order["net"], order["tax"], order["total"]) == ("1201.38", "112.57", "1313.95")
    line = order["lines"][1]
    assert (line["pack_size"], line["unit"], line["packs"]) == ("5000.000", "g", "3.000")
    assert (line["open_packs"], line["received_packs"]) == ("3.000", "0.000")
    read = manager.get(f"{ORDERS}/{order['id']}")
    assert (read.json, read.headers["ETag"]) == (order, '"1"')


@given(st.decimals(0, 99_999, places=3), st.integers(0, 10_000_000), st.integers(0, 10_000))
def test_costs_are_rounded_once_half_up(packs, price, rate):
    cost = cost_of(packs, price, rate)
    exact = packs * price
    assert Decimal(-1) / 2 < cost.net_paise - exact <= Decimal(1) / 2
    assert (
        Decimal(-1) / 2 < cost.tax_paise - Decimal(cost.net_paise) * rate / 10_000 <= Decimal(1) / 2
    )
    assert cost.total_paise == cost.net_paise + cost.tax_paise


def test_numbers_follow_each_other_though_many_draft_at_once(shop):
    with ThreadPoolExecutor(6) as threads:
        drafts = list(threads.map(lambda _: shop.draft(eggs=1), range(12)))
    serials = sorted(int(draft["number"].rsplit("/")[-1]) for draft in drafts)
    assert serials == list(range(serials[0], serials[0] + 12))
    assert drafts[0]["number"].startswith("PO/")


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ({"packs": "0"}, "lines/0/packs"),
        ({"packs": "1"}, "lines/0/packs"),
        ({"packs": "2.5"}, "lines/0/packs"),
        ({"packs": "99999", "price": "9999999"}, "lines/0/packs"),
        ({"supplier_item_id": str(new_id())}, "lines/0/supplier_item_id"),
    ],
)
def test_a_line_that_cannot_be_is_pointed_at(manager, line, field):
    shop = Shop.opened(manager)
    pack = {"ingredient_code": "eggs", "pack_quantity": "30", "pack_unit": "pc", "price": "200"}
    tray = shop.sells("tray", minimum_packs="2", packs_multiple="2", **pack)
    answer = shop.ask([{"supplier_item_id": tray["id"], "packs": "2", **line}])
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)


def test_only_what_the_supplier_sells_today_is_ordered(shop, manager, calling):
    other = Shop.opened(manager)
    stranger = Shop.opened(calling("manager", OTHER_OUTLET))
    for elsewhere in (other, stranger):
        assert shop.ask(elsewhere.lines(eggs=1)).status_code == 422
        assert elsewhere.ask(shop.lines(eggs=1)).status_code == 422
    manager.patch(f"/api/supplier-items/{other.items['eggs']['id']}", {"retired": True})
    assert other.ask(other.lines(eggs=1)).status_code == 422
    manager.patch(f"/api/suppliers/{other.id}", {"retired": True})
    refused = other.ask(other.lines(cream=1))
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "supplier_id")


def test_a_draft_is_changed_by_version_and_nothing_after_it(shop, manager, database):
    order = shop.draft(eggs=1)
    where = f"{ORDERS}/{order['id']}"
    lines = [{**shop.lines(cream=4)[0], "price": "170", "why": "tasted at the market"}]
    changed = made(manager.patch(where, {"lines": lines, "note": "early"}, If_Match='"1"'))
    assert (changed["net"], changed["note"], changed["version"]) == ("680.00", "early", 2)
    assert changed["lines"][0]["why"] == "tasted at the market"
    assert manager.patch(where, {"note": "late"}, If_Match='"1"').status_code == 412
    made(act(manager, order, "approve"))
    refused = manager.patch(where, {"note": "too late"})
    assert (refused.status_code, refused.json["code"]) == (409, "no-draft")
    for statement in (
        "UPDATE purchase_order_lines SET packs = 9 WHERE order_id = %s",
        "DELETE FROM purchase_order_lines WHERE order_id = %s",
    ):
        with pytest.raises(Exception, match="is no draft"):
            database.execute(statement, (order["id"],))


def test_asking_again_joins_the_open_draft_and_orders_once(manager):
    shop = Shop.opened(manager)
    wants = [{**shop.lines(cream=4)[0], "why": "31 l until Monday, 9 l are there"}]
    first = shop.ask(wants, merge=True, source="REORDER")
    assert first.status_code == 201
    for _ in range(2):
        again = shop.ask(wants, merge=True, source="REORDER")
        assert (again.status_code, again.json["id"]) == (200, first.json["id"])
    more = shop.ask(shop.lines(cream=6, eggs=1), merge=True, source="REORDER").json
    assert [(line["code"], line["packs"]) for line in more["lines"]] == [
        ("CREAM", "6.000"),
        ("EGGS", "1.000"),
    ]
    assert {line["source"] for line in more["lines"]} == {"REORDER"}
    made(act(manager, more, "approve"))
    assert shop.ask(wants, merge=True).status_code == 201


def test_many_who_ask_at_once_share_one_draft(manager):
    shop = Shop.opened(manager)
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda n: shop.ask(shop.lines(eggs=n), merge=True), range(1, 7)))
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [201]
    one = manager.get(f"{ORDERS}?supplier_id={shop.id}").json
    assert one["page"]["total"] == 1
    order = manager.get(f"{ORDERS}/{one['data'][0]['id']}").json
    assert [line["packs"] for line in order["lines"]] == ["6.000"]


def test_above_the_limit_a_second_person_agrees_to_this_order_once(shop, manager, consent):
    made(manager.post("/api/purchasing/settings", {"approval_limit": "220"}))
    order, other = shop.draft(butter=1), shop.draft(butter=1)
    assert order["needs_second_person"]
    refused = act(manager, order, "approve")
    assert (refused.status_code, refused.json["code"]) == (403, "approval-required")
    approval = consent("purchase.over_limit", order["id"])
    assert act(manager, other, "approve", approval=approval).status_code == 403
    approved = made(act(manager, order, "approve", approval=approval))
    assert approved["approved_with"] is not None
    small = shop.draft(eggs=1)
    assert not small["needs_second_person"]
    assert made(act(manager, small, "approve"))["approved_with"] is None


def test_settings_have_versions(manager):
    read = manager.get("/api/purchasing/settings")
    assert (read.json["version"], read.json["approval_limit"]) == (0, "10000.00")
    body = {"over_receipt_percent": "2.5", "tax_is_cost": False}
    saved = made(manager.post("/api/purchasing/settings", body, If_Match='"0"'))
    assert (saved["version"], saved["over_receipt_percent"]) == (1, "2.50")
    assert manager.post("/api/purchasing/settings", body, If_Match='"0"').status_code == 412


def test_an_order_goes_its_way_and_no_other(shop, manager):
    order = shop.draft(eggs=1)
    early = act(manager, order, "send", via="PHONE")
    assert (early.status_code, early.json["code"]) == (409, "illegal-transition")
    made(act(manager, order, "approve"))
    sent = made(act(manager, order, "send", via="EMAIL"))
    assert (sent["status"], sent["sent_via"]) == ("SENT", "EMAIL")
    assert act(manager, order, "close", reason="x").status_code == 409
    gone = made(act(manager, order, "cancel", reason="closed over Diwali"))
    assert (gone["status"], gone["end_reason"]) == ("CANCELLED", "closed over Diwali")
    for name, body in (("approve", {}), ("send", {"via": "PHONE"}), ("cancel", {"reason": "x"})):
        assert act(manager, order, name, **body).status_code == 409


def test_an_order_is_expected_on_the_suppliers_next_day(manager):
    shop = Shop.opened(manager, lead_time_days=3, minimum_order="500")
    order = shop.draft(eggs=1)
    supplier = manager.get(f"/api/suppliers/{shop.id}").json
    assert order["expected_on"] == supplier["next_delivery"]
    assert order["below_minimum"]
    told = shop.draft(eggs=3, more={"expected_on": "2030-01-02"})
    assert {told["expected_on"], told["lines"][0]["expected_on"]} == {"2030-01-02"}
    assert not told["below_minimum"]


def test_an_order_is_printed_written_and_kept_from_spreadsheets(manager):
    shop = Shop.opened(manager, email="orders+kr@market.example")
    pack = {"ingredient_code": "eggs", "pack_quantity": "1", "pack_unit": "pc", "price": "7"}
    shop.sells("=1+1", **{**pack, "name": "=HYPERLINK(1)<script>"})
    order = shop.draft(**{"=1+1": 12}, more={"note": "back door & quick"})
    page = manager.get(f"{ORDERS}/{order['id']}/print")
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert order["number"] in page.text
    assert "&lt;script&gt;" in page.text
    assert "<script>" not in page.text
    table = manager.get(f"{ORDERS}/{order['id']}/lines.csv")
    assert table.headers["Content-Type"] == "text/csv; charset=utf-8"
    wanted = date.fromisoformat(order["expected_on"]).isoformat()
    assert table.text.splitlines()[1] == (
        f"{order['number']},'=1+1,'=HYPERLINK(1)<script>,12,7.00,0.00,84.00,0.00,{wanted}"
    )
    address, _, query = order["mailto"].removeprefix("mailto:").partition("?")
    assert unquote(address) == "orders+kr@market.example"
    assert parse_qs(query)["subject"] == [f"Order {order['number']}"]
    assert "12 x =HYPERLINK(1)<script> (=1+1)" in parse_qs(query)["body"][0]


def test_orders_are_listed_by_status_and_stay_in_their_outlet(shop, manager, waiter, calling):
    order = shop.draft(eggs=1)
    listed = manager.get(f"{ORDERS}?status=DRAFT&supplier_id={shop.id}").json["data"]
    assert listed[0]["id"] == order["id"]
    assert {one["status"] for one in listed} == {"DRAFT"}
    stranger = calling("manager", OTHER_OUTLET)
    assert stranger.get(f"{ORDERS}/{order['id']}").status_code == 404
    assert act(stranger, order, "approve").status_code == 404
    assert waiter.get(ORDERS).status_code == 403
