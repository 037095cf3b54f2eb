"""Tills without a line: a batch is done once, however often and in whatever pieces it is told."""

from chitrail.ids import new_id
from tests.support.restaurant import OTHER_OUTLET

LINES = [{"item_code": "lassi", "quantity": 2}, {"item_code": "dal-makhani", "quantity": 1}]


def placed(order_id=None, lines=None):
    body = {"id": order_id or str(new_id()), "order_type": "DINE_IN", "table_label": "T1"}
    return act("place_order", body | {"lines": lines or LINES})


def act(name, body=None, **path):
    return {"id": str(new_id()), "act": name, "body": body or {}, **path}


def sync(caller, *operations):
    answer = caller.post("/api/sync", {"operations": list(operations)})
    assert answer.status_code == 200, answer.text
    return answer.json["results"]


def outcomes(results):
    return [result["outcome"] for result in results]


def test_an_evening_without_a_line_is_told_in_one_batch(waiter, database):
    order = str(new_id())
    batch = [
        placed(order),
        act("add_order_lines", {"lines": [{"item_code": "soda", "quantity": 1}]}, order_id=order),
        act("move_order", {"table_label": "T5"}, order_id=order),
        act("confirm_cash", {"order_id": order, "tip": "10.00"}),
    ]
    results = sync(waiter, *batch)
    assert outcomes(results) == ["applied"] * 4
    assert [result["status"] for result in results] == [201, 200, 200, 200]
    assert results[0]["answer"]["id"] == order
    assert results[3]["answer"]["status"] == "COMPLETED"
    first = waiter.get(f"/api/orders/{order}").json
    again = sync(waiter, *batch)
    assert outcomes(again) == ["already applied"] * 4
    assert [r["answer"] for r in again] == [r["answer"] for r in results]
    assert waiter.get(f"/api/orders/{order}").json == first
    assert (first["table_label"], first["due"], len(first["lines"])) == ("T5", "0.00", 3)


def test_what_is_rejected_says_why_and_stops_nothing_else(waiter, cook):
    order = str(new_id())
    results = sync(
        waiter,
        placed(order, [{"item_code": "nothing", "quantity": 1}]),
        placed(order),
        act("move_order", {"table_label": "T5"}),
        act("move_order", {"table_label": "T5"}, order_id=order, line_id=str(new_id())),
        act("cancel_order", {"reason": "left"}, order_id=str(new_id())),
        act("advance_ticket", {"to": "READY"}, ticket_id=str(new_id())),
        act("move_order", {"table": "T5"}, order_id=order),
        act("move_order", {"table_label": "T6"}, order_id=order),
    )
    assert [(r["outcome"], r["status"]) for r in results] == [
        ("rejected", 422),
        ("applied", 201),
        ("rejected", 422),
        ("rejected", 422),
        ("rejected", 404),
        ("rejected", 403),
        ("rejected", 422),
        ("applied", 200),
    ]
    fields = [r["answer"]["errors"][0]["field"] for r in results if r["status"] == 422]
    assert fields == ["lines/0/item_code", "order_id", "line_id", "table"]
    assert outcomes(sync(cook, placed())) == ["rejected"]


def test_a_rejected_operation_may_be_told_again_and_succeed(waiter):
    order = str(new_id())
    pay = act("confirm_cash", {"order_id": order})
    assert outcomes(sync(waiter, pay)) == ["rejected"]
    assert outcomes(sync(waiter, placed(order), pay)) == ["applied", "applied"]


def test_an_id_used_for_something_else_is_rejected(waiter):
    first = placed()
    assert outcomes(sync(waiter, first)) == ["applied"]
    other = {**placed(), "id": first["id"]}
    (result,) = sync(waiter, other)
    assert (result["outcome"], result["answer"]["code"]) == ("rejected", "idempotency-key-reused")


def test_another_outlets_order_does_not_exist(calling, waiter):
    order = waiter.order("lassi")
    stranger = calling("waiter", OTHER_OUTLET)
    (result,) = sync(stranger, act("confirm_cash", {"order_id": order["id"]}))
    assert (result["outcome"], result["status"]) == ("rejected", 404)


def test_a_batch_that_is_none_is_refused_whole(waiter):
    for operations in ([], [placed()] * 101, [{"id": "a", "act": "login", "body": {}}]):
        answer = waiter.post("/api/sync", {"operations": operations})
        assert answer.status_code == 422
