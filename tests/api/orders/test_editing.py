"""Orders that change after they were placed: sums, tickets, history, and nobody's change lost."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from chitrail import envelope
from tests.support.books import differences
from tests.support.restaurant import OTHER_OUTLET

ITEMS = ("dal-makhani", "butter-naan", "lassi", "soda")


def line(code, quantity=1, note=""):
    return {"item_code": code, "quantity": quantity, "note": note}


def add(caller, order, *lines, **headers):
    return caller.post(f"/api/orders/{order['id']}/lines", {"lines": list(lines)}, **headers)


def change(caller, order, which, **body):
    path = f"/api/orders/{order['id']}/lines/{order['lines'][which]['id']}/change"
    return caller.post(path, body)


def void(caller, order, which, reason="sent back"):
    path = f"/api/orders/{order['id']}/lines/{order['lines'][which]['id']}/void"
    return caller.post(path, {"reason": reason, "stock": "WASTED"})


def advance(caller, order, *path):
    for to in path:
        answer = caller.post(f"/api/orders/{order['id']}/advance", {"to": to})
        assert answer.status_code == 200, answer.text


def told(database, order):
    rows = database.execute(
        "SELECT envelope::text FROM outbox WHERE aggregate_id = %s ORDER BY sequence",
        (order["id"],),
    ).fetchall()
    return [envelope.decode(text.encode())[1] for (text,) in rows]


def test_a_quote_is_what_the_order_then_costs_and_leaves_nothing(waiter, database):
    before = database.execute("SELECT count(*) FROM orders").fetchone()
    lines = [line("dal-makhani", 3), line("soda", 2)]
    quote = waiter.post("/api/orders/quote", {"order_type": "DINE_IN", "lines": lines})
    assert quote.status_code == 200
    assert database.execute("SELECT count(*) FROM orders").fetchone() == before
    placed = waiter.post("/api/orders", {"order_type": "DINE_IN", "lines": lines}).json
    for name in ("subtotal", "cgst", "sgst", "round_off", "total"):
        assert quote.json[name] == placed[name]
    refused = waiter.post("/api/orders/quote", {"order_type": "DINE_IN", "lines": [line("x")]})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "lines/0/item_code")


def test_what_is_ordered_later_hangs_on_a_ticket_of_its_own(waiter, database):
    order = waiter.order("dal-makhani", "lassi")
    advance(waiter, order, "PREPARING")
    changed = add(waiter, order, line("dal-makhani", 2, "no cream"), line("butter-naan")).json
    assert [(t["station"], t["round"], t["status"]) for t in changed["tickets"]] == [
        ("cold", 1, "PREPARING"),
        ("curry", 1, "PREPARING"),
        ("tandoor", 1, "NEW"),
        ("curry", 2, "NEW"),
    ]
    assert changed["status"] == "PREPARING"
    assert [line["line_no"] for line in changed["lines"]] == [1, 2, 3, 4]
    events = told(database, order)
    (said,) = [event for event in events if event.topic == "order.changed"]
    assert (said.kind, len(said.lines)) == ("LINES_ADDED", 4)
    shown = [event.ticket for event in events if event.topic == "order.ticket_changed"][-2:]
    assert {(t.station, tuple((x.item_name, x.quantity) for x in t.lines)) for t in shown} == {
        ("curry", (("Dal Makhani", 2),)),
        ("tandoor", (("Butter Naan", 1),)),
    }


@pytest.mark.parametrize("reached", [("PREPARING", "READY"), ("PREPARING", "READY", "SERVED")])
def test_a_guest_who_was_served_may_order_again(waiter, cook, reached):
    order = waiter.order("lassi")
    advance(waiter, order, *reached)
    again = add(waiter, order, line("lassi")).json
    assert again["status"] == "PREPARING"
    (fresh,) = [ticket for ticket in again["tickets"] if ticket["round"] == 2]
    done = cook.post(f"/api/tickets/{fresh['id']}/advance", {"to": "READY"})
    assert done.status_code == 200
    assert waiter.get(f"/api/orders/{order['id']}").json["status"] == "READY"


def test_quantity_and_note_change_at_the_price_of_the_day_it_was_ordered(waiter, database):
    order = waiter.order("lassi", "soda")
    database.execute("UPDATE menu_items SET price_paise = 1 WHERE code = 'lassi'")
    try:
        changed = change(waiter, order, 0, quantity=3, note="no ice").json
    finally:
        database.execute("UPDATE menu_items SET price_paise = 9000 WHERE code = 'lassi'")
    first = changed["lines"][0]
    assert (first["quantity"], first["total"], first["note"]) == (3, "270.00", "no ice")
    ticket = told(database, order)[-1].ticket
    assert [(x.quantity, x.note) for x in ticket.lines] == [(3, "no ice"), (1, "")]
    assert ticket.version == 2


def test_a_cooked_dish_is_not_changed_but_can_be_voided(waiter, manager):
    order = waiter.order("lassi", "dal-makhani")
    advance(waiter, order, "PREPARING", "READY")
    refused = change(waiter, order, 0, quantity=2)
    assert (refused.status_code, refused.json["code"]) == (409, "already-cooked")
    voided = void(manager, order, 0).json
    assert [(x["voided"], x["void_reason"]) for x in voided["lines"]] == [
        (True, "sent back"),
        (False, ""),
    ]


def test_a_void_line_costs_nothing_and_leaves_the_rail(waiter, database):
    order = waiter.order("dal-makhani", "lassi", "soda")
    voided = void(waiter, order, 0).json
    assert [(t["station"], t["status"]) for t in voided["tickets"]] == [
        ("cold", "NEW"),
        ("curry", "CANCELLED"),
    ]
    assert Decimal(voided["subtotal"]) == Decimal("123.33")
    (curry,) = [e.ticket for e in told(database, order) if e.topic == "order.ticket_changed"]
    assert (curry.station, curry.status, curry.lines) == ("curry", "CANCELLED", [])
    again = void(waiter, order, 0)
    assert again.status_code == 404
    assert void(waiter, voided, 1).status_code == 200
    last = void(waiter, voided, 2)
    assert (last.status_code, last.json["code"]) == (409, "last-line")


def test_stock_leaves_for_standing_lines_alone(waiter, database):
    order = waiter.order("dal-makhani", "lassi")
    void(waiter, order, 1)
    waiter.post("/api/payments/confirm-cash", {"order_id": order["id"]})
    advance(waiter, order, "PREPARING", "READY")
    assert waiter.post(f"/api/orders/{order['id']}/complete").status_code == 200
    (done,) = [event for event in told(database, order) if event.topic == "order.completed"]
    assert [line.item_code for line in done.lines] == ["dal-makhani"]


def test_what_was_paid_holds_the_bill_up(waiter, manager):
    order = waiter.order("dal-makhani", "butter-naan")
    body = {"order_id": order["id"]}
    payment = waiter.post("/api/payments/confirm-cash", body).json
    refused = void(waiter, order, 1)
    assert (refused.status_code, refused.json["code"], refused.json["refund"]) == (
        409,
        "paid-more",
        "47.00",
    )
    assert add(waiter, order, line("lassi")).status_code == 200
    assert waiter.get(f"/api/orders/{order['id']}").json["due"] == "94.00"
    assert manager.get(f"/api/payments/{payment['id']}").json["status"] == "COMPLETED"


def test_a_split_bill_and_a_closed_order_do_not_change(waiter):
    order = waiter.order("dal-makhani", "lassi")
    waiter.post(f"/api/orders/{order['id']}/split", {"by": "EQUAL", "count": 2})
    for answer in (add(waiter, order, line("soda")), void(waiter, order, 0)):
        assert (answer.status_code, answer.json["code"]) == (409, "bill-split")
    waiter.post(f"/api/orders/{order['id']}/unsplit")
    waiter.post(f"/api/orders/{order['id']}/cancel", {"reason": "left"})
    for answer in (add(waiter, order, line("soda")), change(waiter, order, 0, quantity=2)):
        assert (answer.status_code, answer.json["code"]) == (409, "order-closed")


def test_guests_who_move_take_their_tickets_along(waiter, database):
    order = waiter.order("dal-makhani", "lassi")
    moved = waiter.post(f"/api/orders/{order['id']}/move", {"table_label": "T9"}).json
    assert moved["table_label"] == "T9"
    assert [ticket["version"] for ticket in moved["tickets"]] == [2, 2]
    shown = [
        e.ticket.table_label for e in told(database, order) if e.topic == "order.ticket_changed"
    ]
    assert shown == ["T9", "T9"]


def test_only_the_version_that_was_seen_is_changed(waiter):
    order = waiter.order("lassi")
    assert add(waiter, order, line("soda"), If_Match='"1"').status_code == 200
    late = add(waiter, order, line("soda"), If_Match='"1"')
    assert late.status_code == 412
    assert len(late.json["current"]["lines"]) == 2


def test_the_history_tells_every_step(waiter):
    order = waiter.order("lassi", "soda")
    add(waiter, order, line("dal-makhani"))
    change(waiter, order, 0, quantity=2)
    void(waiter, order, 1, "wrong drink")
    waiter.post(f"/api/orders/{order['id']}/move", {"table_label": "T2"})
    data = waiter.get(f"/api/orders/{order['id']}/history").json["data"]
    assert [entry["kind"] for entry in data] == [
        "PLACED",
        "LINES_ADDED",
        "LINE_CHANGED",
        "LINE_VOIDED",
        "MOVED",
    ]
    assert data[2]["details"]["after"]["quantity"] == 2
    assert data[3]["details"]["reason"] == "wrong drink"
    versions = [entry["version"] for entry in data if entry["version"]]
    assert versions == sorted(set(versions))


def test_an_order_of_another_outlet_does_not_exist(calling, waiter):
    order, stranger = waiter.order("lassi"), calling("manager", OTHER_OUTLET)
    answers = [
        add(stranger, order, line("soda")),
        change(stranger, order, 0, quantity=2),
        void(stranger, order, 0),
        stranger.post(f"/api/orders/{order['id']}/move", {"table_label": "T9"}),
        stranger.get(f"/api/orders/{order['id']}/history"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 5


steps = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from(ITEMS), st.integers(1, 4)),
        st.tuples(st.just("change"), st.integers(0, 6), st.integers(1, 9)),
        st.tuples(st.just("void"), st.integers(0, 6), st.just(0)),
        st.tuples(st.just("pay"), st.integers(100, 30_000), st.just(0)),
        st.tuples(st.just("split"), st.integers(2, 3), st.just(0)),
        st.tuples(st.just("unsplit"), st.just(0), st.just(0)),
        st.tuples(st.just("advance"), st.just(0), st.just(0)),
    ),
    max_size=12,
)


@given(steps)
@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_changed_the_lines_add_up_to_the_bill(waiter, manager, database, walk):
    order = waiter.order("dal-makhani", "soda")
    path = f"/api/orders/{order['id']}"
    for what, one, two in walk:
        now = waiter.get(path).json
        if what == "add":
            answer = add(waiter, order, line(one, two))
        elif what == "change":
            answer = change(manager, now, one % len(now["lines"]), quantity=two)
        elif what == "void":
            answer = void(manager, now, one % len(now["lines"]))
        elif what == "pay":
            body = {"order_id": order["id"], "amount": f"{one // 100}.{one % 100:02d}"}
            answer = waiter.post("/api/payments/confirm-cash", body)
        elif what == "split":
            answer = waiter.post(f"{path}/split", {"by": "EQUAL", "count": one})
        else:
            answer = waiter.post(f"{path}/{what}")
        assert answer.status_code in (200, 404, 409, 422), answer.text
    after = waiter.get(path).json
    standing = [x for x in after["lines"] if not x["voided"]]
    assert sum(Decimal(x["total"]) for x in standing) == Decimal(after["subtotal"])
    whole = sum(Decimal(after[name]) for name in ("subtotal", "cgst", "sgst", "round_off"))
    assert whole == Decimal(after["total"])
    assert differences(database) == []
