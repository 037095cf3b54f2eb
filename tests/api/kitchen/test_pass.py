"""The pass: what is ready waits there until its order is handed over."""

from dataclasses import replace

from tests.support.restaurant import OTHER_OUTLET, Caller, actor

PATH = "/api/kitchen/pass"


def waiting(caller):
    return {ticket["ticket_id"] for ticket in caller.get(PATH).json["tickets"]}


def ready(cook, ticket_id):
    for to in ("PREPARING", "READY"):
        assert cook.post(f"/api/tickets/{ticket_id}/advance", {"to": to}).status_code == 200


def hand_over(caller, order):
    return caller.post(f"/api/kitchen/orders/{order['id']}/hand-over")


def test_an_order_waits_until_all_of_it_is_ready_and_is_handed_over_once(cook, waiter, calling):
    order = waiter.order("dal-makhani", "butter-naan")
    first, second = (ticket["id"] for ticket in order["tickets"])
    ready(cook, first)
    assert first in waiting(cook)
    assert second not in waiting(cook)
    refused = hand_over(cook, order)
    assert (refused.status_code, refused.json["code"]) == (409, "illegal-transition")
    ready(cook, second)
    assert {first, second} <= waiting(cook)
    assert not {first, second} & waiting(calling("kitchen", OTHER_OUTLET))
    assert hand_over(cook, order).json["status"] == "SERVED"
    assert not {first, second} & waiting(cook)
    assert hand_over(cook, order).status_code == 409
    assert waiter.get(f"/api/orders/{order['id']}").json["status"] == "SERVED"


def test_a_held_course_keeps_the_order_in_the_kitchen(cook, waiter):
    lines = [{"item_code": "soda", "quantity": 1, "course": course} for course in (1, 2)]
    order = waiter.post("/api/orders", {"order_type": "DINE_IN", "lines": lines}).json
    ready(cook, next(ticket["id"] for ticket in order["tickets"] if ticket["status"] == "NEW"))
    assert hand_over(cook, order).json["code"] == "course-held"


def test_the_display_of_a_station_sees_its_own(cook, waiter):
    curry = Caller(cook.app, replace(actor("kitchen"), station="curry"))
    order = waiter.order("dal-makhani", "butter-naan")
    for ticket in order["tickets"]:
        ready(cook, ticket["id"])
    own = {ticket["id"] for ticket in order["tickets"] if ticket["station"] == "curry"}
    assert waiting(curry) & {ticket["id"] for ticket in order["tickets"]} == own
    assert cook.get(PATH, If_None_Match=cook.get(PATH).headers["ETag"]).status_code == 304
