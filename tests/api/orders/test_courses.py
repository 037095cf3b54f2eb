"""Seats and courses: what is held, fired, held back; what the kitchen sees of it; when an order is ready."""

import psycopg
import pytest

from chitrail import envelope
from tests.support.books import differences


def line(code, **more):
    return {"item_code": code, "quantity": 1, **more}


def dinner(waiter, *lines):
    """A lassi at once, dal as the first course, naan and another dal as the second."""
    wanted = lines or (
        line("lassi", seat=1),
        line("dal-makhani", seat=1, course=1),
        line("butter-naan", seat=2, course=2),
        line("dal-makhani", seat=2, course=2),
    )
    body = {"order_type": "DINE_IN", "table_label": "T1", "lines": list(wanted)}
    answer = waiter.post("/api/orders", body)
    assert answer.status_code == 201, answer.text
    return answer.json


def call(caller, order, course, act, **headers):
    return caller.post(f"/api/orders/{order['id']}/courses/{course}/{act}", **headers)


def rail(order):
    return sorted(
        (t["station"], t["round"], t["course"] or 0, t["status"]) for t in order["tickets"]
    )


def bump(cook, order, *targets):
    for ticket in order["tickets"]:
        if ticket["status"] in ("NEW", "PREPARING"):
            for to in targets:
                answer = cook.post(f"/api/tickets/{ticket['id']}/advance", {"to": to})
                assert answer.status_code == 200, answer.text


def told(database, order):
    rows = database.execute(
        "SELECT envelope::text FROM outbox WHERE aggregate_id = %s ORDER BY sequence",
        (order["id"],),
    ).fetchall()
    return [envelope.decode(text.encode())[1] for (text,) in rows]


def test_a_later_course_is_held_on_tickets_of_its_own(waiter, database):
    order = dinner(waiter)
    assert rail(order) == [
        ("cold", 1, 0, "NEW"),
        ("curry", 1, 1, "NEW"),
        ("curry", 1, 2, "HELD"),
        ("tandoor", 1, 2, "HELD"),
    ]
    assert [(x["seat"], x["course"]) for x in order["lines"]] == [(1, None), (1, 1), (2, 2), (2, 2)]
    assert waiter.get(f"/api/orders/{order['id']}").json == order
    fired = {t["status"]: t["fired_at"] for t in order["tickets"]}
    assert fired["HELD"] is None
    assert fired["NEW"] == order["placed_at"]
    (placed,) = told(database, order)
    assert [(x.seat, x.course) for x in placed.lines] == [(1, None), (1, 1), (2, 2), (2, 2)]
    held = [t for t in placed.tickets if t.status == "HELD"]
    assert [(t.station, t.course, t.fired_at, len(t.lines)) for t in held] == [
        ("curry", 2, None, 1),
        ("tandoor", 2, None, 1),
    ]
    assert [x.seat for t in held for x in t.lines] == [2, 2]
    assert sorted(str(t.ticket_id) for t in placed.tickets) == sorted(
        t["id"] for t in order["tickets"]
    )


def test_firing_tells_the_kitchen_and_starts_the_clock(waiter, database):
    order = dinner(waiter)
    fired = call(waiter, order, 2, "fire")
    assert fired.status_code == 200, fired.text
    assert {t["status"] for t in fired.json["tickets"]} == {"NEW"}
    mains = [t for t in fired.json["tickets"] if t["course"] == 2]
    assert all(t["fired_at"] > order["placed_at"] for t in mains)
    changed, *shown = told(database, order)[1:]
    assert (changed.topic, changed.kind) == ("order.changed", "COURSE_FIRED")
    assert [(e.topic, e.ticket.status, e.ticket.course) for e in shown] == [
        ("order.ticket_changed", "NEW", 2)
    ] * 2
    assert all(e.ticket.fired_at > e.ticket.placed_at for e in shown)
    history = waiter.get(f"/api/orders/{order['id']}/history").json["data"]
    assert (history[-1]["kind"], history[-1]["details"]) == ("COURSE_FIRED", {"course": 2})
    again = call(waiter, order, 2, "fire")
    assert (again.status_code, again.json["code"]) == (409, "nothing-held")


def test_what_nobody_has_begun_is_held_back(waiter, cook, database):
    order = dinner(waiter)
    held = call(waiter, order, 1, "hold").json
    assert [t["fired_at"] for t in held["tickets"] if t["course"] == 1] == [None]
    fired = call(waiter, order, 1, "fire").json
    bump(cook, {"tickets": [t for t in fired["tickets"] if t["course"] == 1]}, "PREPARING")
    late = call(waiter, order, 1, "hold")
    assert (late.status_code, late.json["code"]) == (409, "nothing-to-hold")
    assert differences(database) == []


def test_a_cook_starts_nothing_that_is_held(waiter, cook):
    ticket = next(t for t in dinner(waiter)["tickets"] if t["status"] == "HELD")
    for body in ({}, {"to": "PREPARING"}, {"to": "READY"}):
        refused = cook.post(f"/api/tickets/{ticket['id']}/advance", body)
        assert (refused.status_code, refused.json["code"]) == (409, "illegal-transition")
    listed = cook.get("/api/tickets?status=HELD").json["data"]
    assert ticket["id"] in [each["ticket_id"] for each in listed]


@pytest.mark.parametrize("to", ["READY", "SERVED"])
def test_an_order_waits_for_its_last_course(waiter, cook, to, database):
    order = dinner(waiter)
    bump(cook, order, "PREPARING", "READY")
    path = f"/api/orders/{order['id']}"
    now = waiter.get(path).json
    assert now["status"] == "PREPARING"
    waiter.post("/api/payments/confirm-cash", {"order_id": order["id"]})
    if to == "READY":
        refused = waiter.post(f"{path}/advance", {"to": to})
        assert (refused.status_code, refused.json["code"]) == (409, "course-held")
        assert refused.json["courses"] == [2]
    assert waiter.post(f"{path}/complete").status_code == 409
    with pytest.raises(psycopg.errors.CheckViolation):
        database.execute("UPDATE orders SET status = 'READY' WHERE id = %s", (order["id"],))
    bump(cook, call(waiter, order, 2, "fire").json, "PREPARING", "READY")
    assert waiter.get(path).json["status"] == "READY"
    assert waiter.post(f"{path}/complete").status_code == 200
    assert differences(database) == []


def test_hold_says_otherwise(waiter):
    order = dinner(
        waiter,
        line("dal-makhani", hold=True),
        line("lassi", course=3, hold=False),
        line("butter-naan", course=1),
    )
    assert rail(order) == [
        ("cold", 1, 3, "NEW"),
        ("curry", 1, 1, "HELD"),
        ("tandoor", 1, 1, "HELD"),
    ]
    fired = call(waiter, order, 1, "fire").json
    assert {t["status"] for t in fired["tickets"]} == {"NEW"}


def test_what_is_added_to_a_fired_course_is_cooked_at_once(waiter):
    order = dinner(waiter)
    path = f"/api/orders/{order['id']}/lines"
    more = {"lines": [line("dal-makhani", course=2, seat=3)]}
    assert ("curry", 2, 2, "HELD") in rail(waiter.post(path, more).json)
    call(waiter, order, 2, "fire")
    assert ("curry", 3, 2, "NEW") in rail(waiter.post(path, more).json)
    later = {"lines": [line("dal-makhani", course=3), line("lassi", course=2, hold=True)]}
    assert {("curry", 4, 3, "HELD"), ("cold", 2, 2, "HELD")} < set(
        rail(waiter.post(path, later).json)
    )


def test_a_dish_changes_its_seat_and_its_course_until_it_is_begun(waiter, cook, database):
    order = dinner(waiter)
    path = f"/api/orders/{order['id']}/lines/{order['lines'][1]['id']}/change"
    moved = waiter.post(path, {"seat": 9, "course": 2})
    assert moved.status_code == 200, moved.text
    dal = moved.json["lines"][1]
    assert (dal["seat"], dal["course"]) == (9, 2)
    assert ("curry", 1, 1, "CANCELLED") in rail(moved.json)
    held = next(t for t in told(database, order)[-1:])
    assert [x.seat for x in held.ticket.lines] == [9, 2]
    assert ("curry", 2, 3, "HELD") in rail(waiter.post(path, {"course": 3}).json)
    bump(cook, call(waiter, order, 3, "fire").json, "PREPARING")
    begun = waiter.post(path, {"course": 2})
    assert (begun.status_code, begun.json["code"]) == (409, "course-begun")
    assert differences(database) == []


def test_a_held_dish_is_taken_off_without_consent_and_with_the_order(waiter, database):
    order = dinner(waiter)
    void = waiter.post(
        f"/api/orders/{order['id']}/lines/{order['lines'][2]['id']}/void", {"reason": "full"}
    )
    assert ("tandoor", 1, 2, "CANCELLED") in rail(void.json)
    gone = waiter.post(f"/api/orders/{order['id']}/cancel", {"reason": "left"}).json
    assert {t["status"] for t in gone["tickets"]} == {"CANCELLED"}
    assert differences(database) == []


@pytest.mark.parametrize(
    ("field", "value"), [("seat", 0), ("seat", 100), ("course", 0), ("course", 10), ("hold", 1)]
)
def test_seats_and_courses_have_bounds(waiter, field, value):
    body = {"order_type": "DINE_IN", "lines": [line("lassi", **{field: value})]}
    answer = waiter.post("/api/orders", body)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, f"lines/0/{field}")


def test_courses_are_fired_without_a_line_and_in_ones_own_house(waiter, calling):
    order = dinner(waiter)
    fire = {"id": f"fire-{order['id']}", "act": "fire_course", "order_id": order["id"], "course": 2}
    for outcome in ("applied", "already applied"):
        (result,) = waiter.post("/api/sync", {"operations": [fire]}).json["results"]
        assert result["outcome"] == outcome, result
    stale = call(waiter, order, 1, "hold", If_Match='"1"')
    assert stale.status_code == 412
    assert call(calling("waiter", "other-place"), order, 1, "hold").status_code == 404


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE order_lines SET course = 5 WHERE order_id = %s AND course = 2",
        "UPDATE tickets SET status = 'CANCELLED' WHERE order_id = %s AND course = 2",
    ],
)
def test_reconciliation_names_a_dish_without_its_ticket(waiter, database, harm):
    order = dinner(waiter)
    with database.transaction(force_rollback=True):
        database.execute(harm, (order["id"],))
        (found,) = differences(database)
    assert found.startswith("order-tickets: ")
    assert order["id"] in found


def test_a_course_that_is_held_comes_along_when_orders_are_merged(waiter, database):
    order, ready = dinner(waiter), waiter.order("lassi")
    for to in ("PREPARING", "READY"):
        waiter.post(f"/api/orders/{ready['id']}/advance", {"to": to})
    merged = waiter.post(f"/api/orders/{order['id']}/merge", {"into": ready["id"]}).json
    assert merged["status"] == "PREPARING"
    assert ("tandoor", 2, 2, "HELD") in rail(merged)
    fired = call(waiter, merged, 2, "fire").json
    assert ("tandoor", 2, 2, "NEW") in rail(fired)
    assert differences(database) == []


def test_an_order_is_ready_when_the_last_dish_it_waited_for_is_taken_off(waiter, cook):
    order = dinner(waiter, line("dal-makhani", course=1), line("butter-naan", course=2))
    bump(cook, order, "PREPARING", "READY")
    naan = f"/api/orders/{order['id']}/lines/{order['lines'][1]['id']}"
    after = waiter.post(f"{naan}/void", {"reason": "full"}).json
    assert after["status"] == "READY"
