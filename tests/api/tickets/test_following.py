"""The order follows its tickets, and a ticket its dishes, whichever way they go."""

import pytest

LASSI, SODA, DAL = ({"item_code": code, "quantity": 2} for code in ("lassi", "soda", "dal-makhani"))


@pytest.fixture
def place(waiter):
    def placed(*lines):
        body = {"order_type": "DINE_IN", "table_label": "T1", "lines": list(lines)}
        return ok(waiter.post("/api/orders", body))

    return placed


def ok(answer):
    assert answer.status_code in (200, 201), answer.text
    return answer.json


def bump(cook, order, to, which=0):
    return ok(cook.post(f"/api/tickets/{order['tickets'][which]['id']}/advance", {"to": to}))


def cross(cook, order, line):
    ticket, line = order["tickets"][0]["id"], order["lines"][line]["id"]
    return ok(cook.post(f"/api/tickets/{ticket}/lines/{line}/advance"))


def test_an_order_is_not_ready_while_a_ticket_of_it_is_recalled(waiter, cook, place):
    order = place(LASSI)
    states = []
    for to in ("READY", "PREPARING", "READY"):
        bump(cook, order, to)
        states.append(ok(waiter.get(f"/api/orders/{order['id']}"))["status"])
    assert states == ["READY", "PREPARING", "READY"]


@pytest.mark.parametrize(
    ("reached", "status"), [("PREPARING", "PREPARING"), ("READY", "PREPARING")]
)
def test_a_new_order_that_takes_over_begun_dishes_is_begun(waiter, cook, place, reached, status):
    begun, fresh = place(LASSI), place(DAL)
    bump(cook, begun, reached)
    merged = ok(waiter.post(f"/api/orders/{begun['id']}/merge", {"into": fresh["id"]}))
    assert merged["status"] == status


def test_the_last_dish_nobody_had_done_is_voided_and_the_ticket_is_ready(manager, cook, place):
    order = place(LASSI, SODA)
    cross(cook, order, 0)
    path = f"/api/orders/{order['id']}/lines/{order['lines'][1]['id']}/void"
    voided = ok(manager.post(path, {"reason": "no", "stock": "WASTED"}))
    assert (voided["tickets"][0]["status"], voided["status"]) == ("READY", "READY")


def test_portions_of_a_dish_that_is_done_are_done_on_the_other_order_too(waiter, cook, place):
    order = place(LASSI, SODA)
    cross(cook, order, 0)
    shares = [{"line_id": line["id"], "quantity": 1} for line in order["lines"]]
    parted = ok(waiter.post(f"/api/orders/{order['id']}/split-off", {"lines": shares}))
    tickets = ok(waiter.get("/api/tickets?limit=10"))["data"]
    (ticket,) = [each for each in tickets if each["order_id"] == parted["id"]]
    assert [line["done"] for line in ticket["lines"]] == [True, False]
