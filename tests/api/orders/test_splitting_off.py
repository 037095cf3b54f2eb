"""Dishes that go to an order of their own: money, tickets, history; the reverse of merging."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from chitrail import envelope
from chitrail.ids import new_id
from tests.support.books import differences
from tests.support.restaurant import OTHER_OUTLET


def line(code, quantity=1, **more):
    return {"item_code": code, "quantity": quantity, **more}


def table(waiter, *lines, **more):
    wanted = list(lines or (line("dal-makhani", 3), line("butter-naan", 2), line("lassi")))
    body = {"order_type": "DINE_IN", "table_label": "T1", "lines": wanted, **more}
    answer = waiter.post("/api/orders", body)
    assert answer.status_code == 201, answer.text
    return answer.json


def split_off(caller, order, *shares, key="", headers=None, **more):
    lines = [
        {"line_id": order["lines"][which]["id"]} | ({"quantity": portions} if portions else {})
        for which, portions in shares
    ]
    body = {"lines": lines, **more}
    return caller.post(f"/api/orders/{order['id']}/split-off", body, key, **(headers or {}))


def parted(caller, order, *shares, **more):
    answer = split_off(caller, order, *shares, **more)
    assert answer.status_code == 201, answer.text
    return caller.get(f"/api/orders/{order['id']}").json, answer.json


def told(database, order):
    rows = database.execute(
        "SELECT envelope::text FROM outbox WHERE aggregate_id = %s ORDER BY sequence",
        (order["id"],),
    ).fetchall()
    return [envelope.decode(text.encode())[1] for (text,) in rows]


def bump(cook, order, station, *targets):
    for ticket in order["tickets"]:
        if ticket["station"] == station:
            for to in targets:
                answer = cook.post(f"/api/tickets/{ticket['id']}/advance", {"to": to})
                assert answer.status_code == 200, answer.text


def paise(order, name):
    return int(Decimal(order[name]) * 100)


def dishes(*orders):
    found: dict[str, int] = {}
    for each in orders:
        for x in each["lines"]:
            if not x["voided"]:
                found[x["item_code"]] = found.get(x["item_code"], 0) + x["quantity"]
    return found


def test_lines_and_portions_go_and_the_money_adds_up(waiter, database):
    order = table(waiter)
    old, new = parted(waiter, order, (0, 1), (2, None), table_label="T7")
    assert (new["table_label"], new["status"], new["number"]) == (
        "T7",
        "PLACED",
        order["number"] + 1,
    )
    assert [(x["item_code"], x["quantity"]) for x in new["lines"]] == [
        ("dal-makhani", 1),
        ("lassi", 1),
    ]
    assert dishes(old, new) == dishes(order)
    assert paise(old, "subtotal") + paise(new, "subtotal") == paise(order, "subtotal")
    for part in (old, new):
        whole = sum(paise(part, name) for name in ("subtotal", "cgst", "sgst", "round_off"))
        assert whole == paise(part, "total")
    assert abs(sum(paise(o, "cgst") for o in (old, new)) - paise(order, "cgst")) <= 1
    assert (new["business_date"], new["placed_at"]) == (order["business_date"], order["placed_at"])
    happened = [waiter.get(f"/api/orders/{o['id']}/history").json["data"] for o in (old, new)]
    assert [[each["kind"] for each in one] for one in happened] == [
        ["PLACED", "SPLIT_OFF"],
        ["SPLIT_FROM", "PLACED"],
    ]
    assert happened[0][1]["details"]["number"] == new["number"]
    assert happened[1][0]["details"]["number"] == order["number"]
    assert differences(database) == []


def test_the_kitchen_keeps_its_work_once(waiter, cook, database):
    order = table(waiter)
    bump(cook, order, "curry", "PREPARING")
    old, new = parted(waiter, order, (0, 1), (2, None))
    curry = [[t for t in each["tickets"] if t["station"] == "curry"] for each in (old, new)]
    assert [t["status"] for each in curry for t in each] == ["PREPARING", "PREPARING"]
    cold = next(t for t in order["tickets"] if t["station"] == "cold")
    assert [t["id"] for t in new["tickets"] if t["station"] == "cold"] == [cold["id"]]
    assert "cold" not in [t["station"] for t in old["tickets"]]
    assert new["status"] == "PREPARING"
    listed = cook.get("/api/tickets?limit=200").json["data"]
    ours = [t for t in listed if t["order_id"] in (old["id"], new["id"])]
    cooked: dict[str, int] = {}
    for ticket in ours:
        for x in ticket["lines"]:
            cooked[x["item_name"]] = cooked.get(x["item_name"], 0) + x["quantity"]
    assert cooked == {"Dal Makhani": 3, "Butter Naan": 2, "Lassi (Large)": 1}
    placed = next(e for e in told(database, new) if e.topic == "order.placed")
    shown = {str(t.ticket_id): (t.version, t.number) for t in placed.tickets}
    assert shown[cold["id"]] == (2, new["number"])
    assert placed.total_paise == paise(new, "total")
    assert [x.quantity for e in told(database, old)[-1:] for x in e.ticket.lines] == [2]
    bump(cook, old, "curry", "READY")
    bump(cook, old, "tandoor", "READY")
    assert waiter.get(f"/api/orders/{old['id']}").json["status"] == "READY"
    assert waiter.get(f"/api/orders/{new['id']}").json["status"] == "PREPARING"


@pytest.mark.parametrize("status", ["CONFIRMED", "READY", "SERVED"])
def test_the_new_order_is_as_far_as_the_old(waiter, status, database):
    order = table(waiter)
    path = {"CONFIRMED": ["CONFIRMED"], "READY": ["PREPARING", "READY"]}
    for to in path.get(status, ["PREPARING", "READY", "SERVED"]):
        assert waiter.post(f"/api/orders/{order['id']}/advance", {"to": to}).status_code == 200
    old, new = parted(waiter, order, (1, None))
    assert (old["status"], new["status"]) == (status, status)
    assert differences(database) == []


def test_an_order_waits_no_longer_for_what_went(waiter, cook):
    order = table(waiter, line("dal-makhani"), line("butter-naan", course=2))
    bump(cook, order, "curry", "PREPARING", "READY")
    old, new = parted(waiter, order, (1, None))
    assert (old["status"], new["status"]) == ("READY", "PLACED")
    assert [t["status"] for t in new["tickets"]] == ["HELD"]
    assert (new["lines"][0]["course"], new["lines"][0]["seat"]) == (2, None)
    fired = waiter.post(f"/api/orders/{new['id']}/courses/2/fire")
    assert fired.status_code == 200, fired.text


def test_what_is_paid_holds_the_bill_up(waiter, database):
    order = table(waiter)
    waiter.post("/api/payments/confirm-cash", {"order_id": order["id"], "amount": "700.00"})
    refused = split_off(waiter, order, (0, 2))
    assert (refused.status_code, refused.json["code"]) == (409, "paid-more")
    old, new = parted(waiter, order, (2, None))
    assert (old["settled"], new["settled"]) == ("700.00", "0.00")
    assert differences(database) == []


def test_a_split_bill_and_a_closed_order_stay(waiter, manager):
    order = table(waiter)
    waiter.post(f"/api/orders/{order['id']}/split", {"by": "EQUAL", "count": 2})
    assert split_off(waiter, order, (0, 1)).json["code"] == "bill-split"
    gone = table(waiter)
    manager.post(f"/api/orders/{gone['id']}/cancel", {"reason": "left"})
    assert split_off(waiter, gone, (0, 1)).json["code"] == "order-closed"


def test_nonsense_changes_nothing(waiter, calling, database):
    order = table(waiter)
    everything = split_off(waiter, order, (0, None), (1, 2), (2, 1))
    assert (everything.status_code, everything.json["code"]) == (409, "nothing-left")
    wrong = {
        "lines/0/quantity": split_off(waiter, order, (0, 4)),
        "lines": split_off(waiter, order, (0, 1), (0, 1)),
        "id": split_off(waiter, order, (0, 1), id=order["id"]),
    }
    for field, answer in wrong.items():
        assert answer.json["errors"][0]["field"] == field, answer.text
    assert split_off(calling("waiter", OTHER_OUTLET), order, (0, 1)).status_code == 404
    stale = split_off(waiter, order, (0, 1), headers={"If_Match": '"7"'})
    assert stale.status_code == 412
    assert waiter.get(f"/api/orders/{order['id']}").json == order
    assert differences(database) == []


def test_it_happens_once_by_key_and_by_batch(waiter):
    order, new_order = table(waiter), str(new_id())
    first = split_off(waiter, order, (0, 1), key=f"off-{order['id']}")
    again = split_off(waiter, order, (0, 1), key=f"off-{order['id']}")
    assert again.data == first.data
    shares = [{"line_id": order["lines"][1]["id"], "quantity": 1}]
    batch = [
        {
            "id": f"off-2-{order['id']}",
            "act": "split_off_order",
            "order_id": order["id"],
            "body": {"lines": shares, "id": new_order},
        },
        {"id": f"pay-{new_order}", "act": "confirm_cash", "body": {"order_id": new_order}},
        {
            "id": f"back-{order['id']}",
            "act": "merge_order",
            "order_id": first.json["id"],
            "body": {"into": order["id"]},
        },
    ]
    for outcome in ("applied", "already applied"):
        results = waiter.post("/api/sync", {"operations": batch}).json["results"]
        assert [each["outcome"] for each in results] == [outcome] * 3, results
    assert dishes(waiter.get(f"/api/orders/{order['id']}").json)["dal-makhani"] == 3


def test_there_and_back_is_the_same_bill(waiter, database):
    order = table(waiter)
    _, new = parted(waiter, order, (0, 2), (1, None))
    answer = waiter.post(f"/api/orders/{new['id']}/merge", {"into": order["id"]})
    assert answer.status_code == 200, answer.text
    assert dishes(answer.json) == dishes(order)
    assert answer.json["subtotal"] == order["subtotal"]
    assert differences(database) == []


def test_eight_hands_take_no_portion_twice(waiter, database):
    order = table(waiter, line("dal-makhani", 6), line("lassi"))
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: split_off(waiter, order, (0, 1)), range(8)))
    news = [answer.json for answer in answers if answer.status_code == 201]
    assert {answer.status_code for answer in answers} <= {201, 404, 422}
    old = waiter.get(f"/api/orders/{order['id']}").json
    assert dishes(old, *news) == dishes(order)
    assert differences(database) == []
