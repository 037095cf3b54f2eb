"""Orders and tickets move together, by the state machine only, and every step is told once."""

import itertools
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from chitrail import envelope
from chitrail.ids import new_id
from chitrail.states import NEXT_ORDER_STATUS, ORDER_EDGES, OrderStatus, TicketStatus
from tests.support.restaurant import OTHER_OUTLET, Caller

TARGETS = ("CONFIRMED", "PREPARING", "READY", "SERVED")


def advance(caller: Caller, order: dict, to: str | None = None, **headers: str):
    return caller.post(f"/api/orders/{order['id']}/advance", {"to": to} if to else {}, **headers)


def bump(caller: Caller, ticket: dict, to: str | None = None, **headers: str):
    return caller.post(f"/api/tickets/{ticket['id']}/advance", {"to": to} if to else {}, **headers)


def settle(waiter: Caller, order: dict) -> dict:
    paid = waiter.post("/api/payments/confirm-cash", {"order_id": order["id"]})
    assert paid.status_code == 200, paid.text
    return paid.json


def give_back(manager: Caller, payment: dict) -> None:
    back = manager.post(f"/api/payments/{payment['id']}/refunds", {"reason": "test"})
    assert back.status_code == 201, back.text


def told(database: psycopg.Connection, order: dict) -> list[tuple[int, object]]:
    rows = database.execute(
        "SELECT sequence, envelope::text FROM outbox WHERE aggregate_id = %s ORDER BY sequence",
        (order["id"],),
    ).fetchall()
    return [(sequence, envelope.decode(text.encode())[1]) for sequence, text in rows]


def brought_to(status: OrderStatus, waiter: Caller, database: psycopg.Connection) -> dict:
    order = waiter.order("dal-makhani")
    path = {
        OrderStatus.PLACED: [],
        OrderStatus.CONFIRMED: ["CONFIRMED"],
        OrderStatus.PREPARING: ["PREPARING"],
        OrderStatus.READY: ["PREPARING", "READY"],
        OrderStatus.SERVED: ["PREPARING", "READY", "SERVED"],
        OrderStatus.COMPLETED: ["PREPARING", "READY"],
        OrderStatus.CANCELLED: [],
    }[status]
    for step in path:
        assert advance(waiter, order, step).status_code == 200
    if status is OrderStatus.COMPLETED:
        settle(waiter, order)
        assert waiter.post(f"/api/orders/{order['id']}/complete").status_code == 200
    if status is OrderStatus.CANCELLED:
        body = {"reason": "test"}
        assert waiter.post(f"/api/orders/{order['id']}/cancel", body).status_code == 200
    found: dict = waiter.get(f"/api/orders/{order['id']}").json
    assert found["status"] == status
    return found


@pytest.mark.parametrize("status", list(OrderStatus))
@pytest.mark.parametrize("target", TARGETS)
def test_advance_follows_the_table(waiter, database, status, target):
    order = brought_to(status, waiter, database)
    response = advance(waiter, order, target)
    by_hand = (status, target) not in (("READY", "PREPARING"), ("SERVED", "PREPARING"))
    if OrderStatus(target) in ORDER_EDGES[status] and by_hand:
        assert response.status_code == 200
        assert response.json["status"] == target
        assert response.json["version"] > order["version"]
    else:
        assert (response.status_code, response.json["code"]) == (409, "illegal-transition")
        assert response.json["current"] == status
        assert waiter.get(f"/api/orders/{order['id']}").json == order


@pytest.mark.parametrize("status", list(OrderStatus))
def test_advance_without_a_target_takes_the_next_step(waiter, database, status):
    order = brought_to(status, waiter, database)
    response = advance(waiter, order)
    following = NEXT_ORDER_STATUS.get(status)
    assert response.status_code == (200 if following else 409)
    if following:
        assert response.json["status"] == following


@pytest.mark.parametrize("status", list(OrderStatus))
def test_cancelling_follows_the_table_and_takes_the_tickets_along(
    waiter, manager, database, status
):
    order = brought_to(status, waiter, database)
    body = {"reason": "guest left", "stock": "WASTED"}
    response = manager.post(f"/api/orders/{order['id']}/cancel", body)
    if OrderStatus.CANCELLED not in ORDER_EDGES[status]:
        assert (response.status_code, response.json["code"]) == (409, "illegal-transition")
        return
    cancelled = response.json
    assert (cancelled["status"], cancelled["cancel_reason"]) == ("CANCELLED", "guest left")
    assert cancelled["cancelled_at"] is not None
    assert cancelled["due"] == "0.00"
    assert {ticket["status"] for ticket in cancelled["tickets"]} == {"CANCELLED"}
    *_, (_, changed), (_, event) = told(database, order)
    assert (changed.topic, changed.status) == ("order.status_changed", "CANCELLED")
    assert (event.topic, event.reason) == ("order.cancelled", "guest left")
    assert [ticket.status for ticket in event.tickets] == ["CANCELLED"]
    assert [ticket.version for ticket in event.tickets] == [
        ticket["version"] for ticket in cancelled["tickets"]
    ]


def test_money_that_was_taken_is_given_back_before_cancelling(waiter):
    order = waiter.order()
    settle(waiter, order)
    response = waiter.post(f"/api/orders/{order['id']}/cancel", {"reason": "guest left"})
    assert (response.status_code, response.json["code"]) == (409, "refund-first")


@pytest.mark.parametrize("status", list(OrderStatus))
def test_completing_needs_a_ready_and_settled_order(waiter, database, status):
    order = brought_to(status, waiter, database)
    path = f"/api/orders/{order['id']}/complete"
    if OrderStatus.COMPLETED in ORDER_EDGES[status]:
        unpaid = waiter.post(path)
        assert (unpaid.status_code, unpaid.json["code"]) == (409, "not-settled")
        assert unpaid.json["due"] == order["total"]
    if status not in (OrderStatus.CANCELLED, OrderStatus.COMPLETED):
        settle(waiter, order)
    response = waiter.post(path)
    if OrderStatus.COMPLETED not in ORDER_EDGES[status]:
        assert response.status_code == 409
        return
    assert response.json["status"] == "COMPLETED"
    assert response.json["completed_at"] is not None
    *_, (_, changed), (_, event) = told(database, order)
    assert (changed.topic, changed.status) == ("order.status_changed", "COMPLETED")
    assert event.topic == "order.completed"
    assert [str(line.line_id) for line in event.lines] == [line["id"] for line in order["lines"]]


def test_the_order_follows_its_tickets(waiter, cook, database):
    order = waiter.order("dal-makhani", "butter-naan")
    first, second = order["tickets"]
    assert bump(cook, first).json["status"] == "PREPARING"
    assert waiter.get(f"/api/orders/{order['id']}").json["status"] == "PREPARING"
    assert bump(cook, first).json["status"] == "READY"
    assert waiter.get(f"/api/orders/{order['id']}").json["status"] == "PREPARING"
    assert bump(cook, second, "READY").json["status"] == "READY"
    ready = waiter.get(f"/api/orders/{order['id']}").json
    assert ready["status"] == "READY"
    recalled = bump(cook, first, "PREPARING").json
    assert (recalled["status"], recalled["version"]) == ("PREPARING", 4)
    assert waiter.get(f"/api/orders/{order['id']}").json["status"] == "PREPARING"
    assert bump(cook, first).json["version"] == 5
    assert waiter.get(f"/api/orders/{order['id']}").json["status"] == "READY"
    topics = [event.topic for _, event in told(database, order)]
    assert topics.count("order.ticket_changed") == 5
    assert topics.count("order.status_changed") == 4


def test_tickets_follow_the_order(waiter, database):
    order = waiter.order("dal-makhani", "butter-naan")
    moved = advance(waiter, order, "PREPARING").json
    assert {ticket["status"] for ticket in moved["tickets"]} == {"PREPARING"}
    moved = advance(waiter, order, "READY").json
    assert {ticket["status"] for ticket in moved["tickets"]} == {"READY"}
    times = database.execute(
        "SELECT started_at IS NOT NULL, ready_at IS NOT NULL FROM tickets WHERE order_id = %s",
        (order["id"],),
    ).fetchall()
    assert times == [(True, True), (True, True)]


def test_a_ticket_event_carries_the_ticket_whole(waiter, cook, database):
    order = waiter.order("dal-makhani", note="for the birthday")
    shown = bump(cook, order["tickets"][0]).json
    event = next(e for _, e in told(database, order) if e.topic == "order.ticket_changed")
    assert str(event.ticket.ticket_id) == shown["ticket_id"]
    assert (event.ticket.version, event.ticket.status) == (shown["version"], shown["status"])
    assert (shown["note"], shown["table_label"]) == ("for the birthday", "T1")
    assert shown["lines"][0]["item_name"] == "Dal Makhani"


def test_tickets_rest_once_the_order_has_left_the_kitchen(waiter, cook, database):
    order = brought_to(OrderStatus.SERVED, waiter, database)
    refused = bump(cook, order["tickets"][0], "PREPARING")
    assert (refused.status_code, refused.json["code"]) == (409, "order-left-kitchen")
    assert refused.json["current"]["status"] == "READY"


def test_a_display_sees_and_bumps_its_own_station_only(waiter, manager):
    order = waiter.order("dal-makhani", "butter-naan")
    curry, tandoor = order["tickets"]
    made = manager.post("/api/auth/display-tokens", {"station": "curry"}).json
    client = waiter.app.test_client()
    headers = {"Authorization": f"Bearer {made['token']}", "Idempotency-Key": str(new_id())}
    listed = client.get("/api/tickets?limit=200", headers=headers).json["data"]
    assert {ticket["station"] for ticket in listed} == {"curry"}
    own = client.post(f"/api/tickets/{curry['id']}/advance", headers=headers, json={})
    other = client.post(f"/api/tickets/{tandoor['id']}/advance", headers=headers, json={})
    assert (own.status_code, other.status_code) == (200, 404)


def test_if_match_protects_from_lost_updates(waiter, cook):
    order = waiter.order()
    ticket = order["tickets"][0]
    assert advance(waiter, order, "CONFIRMED", If_Match='"1"').headers["ETag"] == '"2"'
    late = advance(waiter, order, "PREPARING", If_Match='"1"')
    assert (late.status_code, late.json["code"]) == (412, "precondition-failed")
    assert late.json["current"]["status"] == "CONFIRMED"
    assert bump(cook, ticket, If_Match='"9"').json["current"]["version"] == 1
    assert bump(cook, ticket, If_Match='"1"').status_code == 200
    assert advance(waiter, order, If_Match="*").status_code == 200
    assert advance(waiter, order, If_Match="three").status_code == 422


def test_a_reader_with_the_newest_version_is_not_sent_it_again(waiter, cook):
    order = waiter.order("dal-makhani", "butter-naan")
    path = f"/api/orders/{order['id']}"
    etag = waiter.get(path).headers["ETag"]
    assert waiter.get(path, If_None_Match=etag).status_code == 304
    bump(cook, order["tickets"][0])
    assert waiter.get(path, If_None_Match=etag).status_code == 200


def test_other_outlets_orders_and_tickets_do_not_exist(waiter, calling):
    order = waiter.order()
    stranger = calling("manager", OTHER_OUTLET)
    assert advance(stranger, order).status_code == 404
    assert bump(stranger, order["tickets"][0]).status_code == 404
    assert stranger.post(f"/api/orders/{order['id']}/complete").status_code == 404
    body = {"reason": "mine"}
    assert stranger.post(f"/api/orders/{order['id']}/cancel", body).status_code == 404


def test_two_cooks_at_once_move_a_ticket_once(waiter, cook, database):
    order = waiter.order()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: bump(cook, order["tickets"][0], "PREPARING"), range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 7
    assert len(told(database, order)) == 3  # placed, the ticket, the order


steps = st.lists(
    st.one_of(
        st.tuples(st.just("order"), st.sampled_from(TARGETS)),
        st.tuples(st.integers(0, 2), st.sampled_from(["PREPARING", "READY"])),
        st.tuples(st.just("cancel"), st.just("")),
        st.tuples(st.just("complete"), st.just("")),
    ),
    max_size=10,
)


@given(steps)
@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_people_press_the_books_agree(waiter, manager, cook, database, walk):
    """Events count up without a gap, history folds to the status, screens can trust the versions."""
    order = waiter.order("dal-makhani", "butter-naan", "lassi")
    give_back(manager, settle(waiter, order))
    for what, to in walk:
        if what == "order":
            response = advance(waiter, order, to)
        elif what == "cancel":
            response = manager.post(
                f"/api/orders/{order['id']}/cancel", {"reason": "no", "stock": "WASTED"}
            )
        elif what == "complete":
            response = waiter.post(f"/api/orders/{order['id']}/complete")
        else:
            response = bump(cook, order["tickets"][what], to)
        assert response.status_code in (200, 409), response.text
    now = waiter.get(f"/api/orders/{order['id']}").json
    events = told(database, order)
    assert [sequence for sequence, _ in events] == list(range(1, len(events) + 1))
    steps_told = [e for _, e in events if e.topic == "order.status_changed"]
    statuses = ["PLACED", *(e.status for e in steps_told)]
    assert statuses[-1] == now["status"]
    assert [e.previous_status for e in steps_told] == statuses[:-1]
    for before, after in itertools.pairwise(statuses):
        assert OrderStatus(after) in ORDER_EDGES[OrderStatus(before)]
    history = database.execute(
        "SELECT status FROM order_status_events WHERE order_id = %s ORDER BY seq", (order["id"],)
    ).fetchall()
    assert [row[0] for row in history] == statuses
    ready = {ticket["status"] for ticket in now["tickets"]} == {TicketStatus.READY}
    if ready:
        assert now["status"] not in ("PLACED", "CONFIRMED", "PREPARING")
