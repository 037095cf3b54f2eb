"""Tables: what is going on at each, and orders that are put together."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from chitrail import envelope
from tests.support.books import differences
from tests.support.restaurant import OTHER_OUTLET


@pytest.fixture
def table(manager, request):
    label = f"T-{abs(hash(request.node.name)) % 10_000}"
    answer = manager.post("/api/tables", {"label": label, "area": "garden", "seats": 6})
    assert answer.status_code == 200, answer.text
    return label


def seen(waiter, label):
    return next(row for row in waiter.get("/api/tables").json["data"] if row["label"] == label)


def merge(caller, order, into, **headers):
    return caller.post(f"/api/orders/{order['id']}/merge", {"into": into["id"]}, **headers)


def test_a_table_is_free_then_occupied_then_paid_then_free(waiter, table):
    assert (seen(waiter, table)["status"], seen(waiter, table)["seats"]) == ("FREE", 6)
    order = waiter.order("lassi", table_label=table)
    now = seen(waiter, table)
    assert (now["status"], now["due"], now["orders"][0]["id"]) == ("OCCUPIED", "95.00", order["id"])
    assert now["since"] == order["placed_at"]
    waiter.post("/api/payments/confirm-cash", {"order_id": order["id"]})
    assert seen(waiter, table)["status"] == "PAID"
    for to in ("PREPARING", "READY"):
        waiter.post(f"/api/orders/{order['id']}/advance", {"to": to})
    waiter.post(f"/api/orders/{order['id']}/complete")
    assert seen(waiter, table)["status"] == "FREE"


def test_a_moved_order_is_at_its_new_table_and_a_label_nobody_set_up_is_shown(waiter, table):
    order = waiter.order("lassi", table_label=table)
    waiter.post(f"/api/orders/{order['id']}/move", {"table_label": "bar stool"})
    assert seen(waiter, table)["status"] == "FREE"
    assert (seen(waiter, "bar stool")["seats"], seen(waiter, "bar stool")["status"]) == (
        None,
        "OCCUPIED",
    )


def test_tables_are_changed_and_taken_away_by_managers_of_the_outlet(
    calling, waiter, manager, table
):
    body = {"label": table, "seats": 2}
    assert waiter.post("/api/tables", body).status_code == 403
    assert manager.post("/api/tables", body).json["seats"] == 2
    stranger = calling("waiter", OTHER_OUTLET)
    theirs = [row["label"] for row in stranger.get("/api/tables").json["data"]]
    assert table not in theirs
    manager.post("/api/tables", {**body, "active": False})
    labels = [row["label"] for row in waiter.get("/api/tables").json["data"]]
    assert table not in labels
    for wrong, field in (({"label": ""}, "label"), ({"label": "A", "seats": 0}, "seats")):
        refused = manager.post("/api/tables", wrong)
        assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, field)


def test_two_orders_become_one_bill_and_keep_their_tickets(waiter, cook, database):
    stays = waiter.order("dal-makhani", "lassi", table_label="T1")
    goes = waiter.order("lassi", "soda", table_label="T2")
    merged = merge(waiter, goes, stays)
    assert merged.status_code == 200, merged.text
    one = merged.json
    assert one["id"] == stays["id"]
    assert [line["item_code"] for line in one["lines"]] == ["dal-makhani", "lassi", "lassi", "soda"]
    assert [line["line_no"] for line in one["lines"]] == [1, 2, 3, 4]
    assert Decimal(one["subtotal"]) == sum(Decimal(o["subtotal"]) for o in (stays, goes))
    gone = waiter.get(f"/api/orders/{goes['id']}").json
    assert (gone["status"], gone["total"], gone["lines"]) == ("CANCELLED", "0.00", [])
    assert gone["cancel_reason"] == f"merged into order {stays['number']}"
    (ticket,) = [t for t in one["tickets"] if t["round"] == 2]
    rows = database.execute(
        "SELECT envelope::text FROM outbox WHERE aggregate_id = %s ORDER BY sequence",
        (stays["id"],),
    ).fetchall()
    shown = [envelope.decode(text.encode())[1] for (text,) in rows][-1].ticket
    assert (str(shown.ticket_id), shown.number, shown.table_label) == (
        ticket["id"],
        stays["number"],
        "T1",
    )
    for row in one["tickets"]:
        assert cook.post(f"/api/tickets/{row['id']}/advance", {"to": "READY"}).status_code == 200
    waiter.post("/api/payments/confirm-cash", {"order_id": stays["id"]})
    assert waiter.post(f"/api/orders/{stays['id']}/complete").status_code == 200
    assert differences(database) == []


def test_an_order_somebody_pays_does_not_go_away(waiter):
    stays, goes = waiter.order("lassi"), waiter.order("soda")
    body = {"order_id": goes["id"], "amount": "10.00"}
    waiter.post("/api/payments/confirm-cash", body)
    refused = merge(waiter, goes, stays)
    assert (refused.status_code, refused.json["code"]) == (409, "not-mergeable")
    assert merge(waiter, stays, goes).json["settled"] == "10.00"


def test_merging_needs_two_open_orders_of_the_outlet(calling, waiter):
    order, other = waiter.order("lassi"), waiter.order("soda")
    itself = merge(waiter, order, order)
    assert (itself.status_code, itself.json["errors"][0]["field"]) == (422, "into")
    stranger = calling("waiter", OTHER_OUTLET)
    assert merge(stranger, order, other).status_code == 404
    theirs = stranger.order("lassi")
    assert merge(waiter, order, theirs).status_code == 404
    waiter.post(f"/api/orders/{other['id']}/cancel", {"reason": "left"})
    closed = merge(waiter, order, other)
    assert (closed.status_code, closed.json["code"]) == (409, "order-closed")
    assert merge(waiter, order, waiter.order("soda"), If_Match='"9"').status_code == 412


def test_two_merges_crossing_each_other_leave_one_order(waiter, database):
    for _ in range(6):
        left, right = waiter.order("lassi"), waiter.order("soda")
        with ThreadPoolExecutor(2) as pool:
            answers = [
                future.result().status_code
                for future in (
                    pool.submit(merge, waiter, left, right),
                    pool.submit(merge, waiter, right, left),
                )
            ]
        assert sorted(answers) == [200, 409]
    assert differences(database) == []
