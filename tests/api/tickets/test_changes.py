"""What changes on a ticket after it was fired: told until a cook has seen it, the same to every screen."""

from datetime import datetime

import pytest

from api.realtime.queries import open_tickets
from chitrail import tokens
from tests.support.books import differences
from tests.support.restaurant import OTHER_OUTLET, OUTLET, Caller

LASSI, SODA = {"item_code": "lassi", "quantity": 2}, {"item_code": "soda", "quantity": 1}


@pytest.fixture
def order(waiter):
    body = {"order_type": "DINE_IN", "table_label": "T1", "lines": [LASSI, SODA]}
    return done(waiter.post("/api/orders", body))


@pytest.fixture
def screen(app):
    """What a screen of the cold station that starts now is given, of one order."""

    def snapshot(order):
        with app.extensions["database"].at(OUTLET).transaction() as connection:
            found = open_tickets(connection, OUTLET, "cold")
        return [ticket for ticket in found if str(ticket.order_id) == order["id"]]

    return snapshot


def done(answer):
    assert answer.status_code in (200, 201), answer.text
    return answer.json


def line_path(order, which, act):
    return f"/api/orders/{order['id']}/lines/{order['lines'][which]['id']}/{act}"


def void(caller, order, which):
    done(caller.post(line_path(order, which, "void"), {"reason": "no", "stock": "WASTED"}))


def see(cook, ticket, version, status=200):
    ticket_id = getattr(ticket, "ticket_id", None) or ticket["id"]
    answer = cook.post(f"/api/tickets/{ticket_id}/seen", {"version": version})
    assert answer.status_code == status, answer.text
    return answer.json


def told(ticket):
    """Kind, how many before and after, by change."""
    return [
        (one.kind, one.before and one.before.quantity, one.after and one.after.quantity)
        for one in ticket.changes
    ]


def test_every_change_is_told_with_what_from_to_who_and_when(waiter, manager, order, screen):
    done(waiter.post(line_path(order, 0, "change"), {"quantity": 3, "note": "no ice"}))
    void(manager, order, 1)
    (ticket,) = screen(order)
    assert told(ticket) == [("CHANGED", 2, 3), ("VOIDED", 1, None)]
    changed, gone = ticket.changes
    assert (changed.before.note, changed.after.note) == ("", "no ice")
    assert (changed.version, gone.version, ticket.version) == (2, 3, 3)
    assert (gone.before.item_name, gone.position) == ("Soda", 1)
    assert {changed.changed_by, gone.changed_by} == {waiter.who.name, manager.who.name}
    assert ticket.placed_at < changed.changed_at < gone.changed_at
    assert [line.quantity for line in ticket.lines] == [3]


def test_seen_is_seen_on_every_screen_and_kept(waiter, cook, order, screen, database):
    done(waiter.post(line_path(order, 0, "change"), {"quantity": 3}))
    done(waiter.post(line_path(order, 0, "change"), {"quantity": 4}))
    (ticket,) = screen(order)
    assert told(ticket) == [("CHANGED", 2, 3), ("CHANGED", 3, 4)]
    seen = see(cook, ticket, ticket.version - 1)
    assert [one["version"] for one in seen["changes"]] == [3]
    seen = see(cook, ticket, ticket.version)
    assert (seen["changes"], seen["version"]) == ([], 5)
    assert see(cook, ticket, 99)["version"] == 5
    assert told(screen(order)[0]) == []
    kept = database.execute(
        "SELECT version, unseen, actor FROM ticket_events WHERE ticket_id = %s ORDER BY version",
        (ticket.ticket_id,),
    ).fetchall()
    assert [unseen for _, unseen, _ in kept] == [0, 1, 2, 1, 0]
    assert [actor for *_, actor in kept] == [*[waiter.who.subject] * 3, *[cook.who.subject] * 2]


def test_a_cancelled_ticket_hangs_until_it_is_seen(waiter, manager, app, order, screen, database):
    done(manager.post(f"/api/orders/{order['id']}/cancel", {"reason": "left"}))
    (ticket,) = screen(order)
    assert (ticket.status, told(ticket)) == ("CANCELLED", [("CANCELLED", None, None)])
    display = Caller(app, tokens.display_actor(OUTLET, "cold"))
    assert see(display, ticket, ticket.version)["changes"] == []
    assert screen(order) == []
    assert differences(database) == []


def test_the_last_dish_that_goes_is_still_told(waiter, manager, order, screen, cook):
    dal = {"lines": [{"item_code": "dal-makhani", "quantity": 1}]}
    done(waiter.post(f"/api/orders/{order['id']}/lines", dal))
    void(manager, order, 0)
    void(manager, order, 1)
    (ticket,) = screen(order)
    assert (ticket.status, ticket.lines) == ("CANCELLED", [])
    assert told(ticket) == [("VOIDED", 2, None), ("VOIDED", 1, None), ("CANCELLED", None, None)]
    assert see(cook, ticket, ticket.version)["changes"] == []


def test_what_is_ready_comes_back_when_a_dish_of_it_is_voided(manager, cook, order, screen):
    ticket_id = order["tickets"][0]["id"]
    done(cook.post(f"/api/tickets/{ticket_id}/advance", {"to": "READY"}))
    void(manager, order, 1)
    (ticket,) = screen(order)
    assert (ticket.status, told(ticket)) == ("READY", [("VOIDED", 1, None)])


def test_what_is_held_is_read_when_it_is_fired(waiter, cook, screen):
    later = {**SODA, "course": 2}
    body = {"order_type": "DINE_IN", "table_label": "T1", "lines": [LASSI, later]}
    order = done(waiter.post("/api/orders", body))
    done(waiter.post(line_path(order, 1, "change"), {"quantity": 5}))
    done(waiter.post(f"/api/orders/{order['id']}/courses/2/fire"))
    assert [told(ticket) for ticket in screen(order)] == [[], []]
    (fired,) = [ticket for ticket in screen(order) if ticket.course == 2]
    done(waiter.post(line_path(order, 1, "change"), {"quantity": 6}))
    done(waiter.post(f"/api/orders/{order['id']}/courses/2/hold"))
    assert [told(ticket) for ticket in screen(order)] == [[], []]
    see(cook, fired, 99)


def test_cooks_and_rush_change_nothing_a_cook_must_be_told(waiter, cook, order, screen):
    ticket_id, line = order["tickets"][0]["id"], order["lines"][0]["id"]
    done(cook.post(f"/api/tickets/{ticket_id}/lines/{line}/advance", {}))
    done(waiter.post(f"/api/orders/{order['id']}/rush", {"rush": True}))
    done(waiter.post(f"/api/orders/{order['id']}/move", {"table_label": "T5"}))
    assert told(screen(order)[0]) == []


def test_a_note_that_goes_with_a_merged_order_is_told(waiter, order, screen):
    body = {"order_type": "DINE_IN", "table_label": "T2", "lines": [SODA], "note": "nut allergy"}
    other = done(waiter.post("/api/orders", body))
    done(waiter.post(f"/api/orders/{other['id']}/merge", {"into": order["id"]}))
    notes = [one.note_before for ticket in screen(order) for one in ticket.changes]
    assert notes == ["nut allergy"]


def test_portions_that_go_to_another_order_are_told_as_fewer(waiter, order, screen):
    share = [{"line_id": order["lines"][0]["id"], "quantity": 1}]
    parted = done(waiter.post(f"/api/orders/{order['id']}/split-off", {"lines": share}))
    assert told(screen(order)[0]) == [("CHANGED", 2, 1)]
    assert told(screen(parted)[0]) == []


def test_only_cooks_of_the_station_see_for_it(waiter, calling, app, order, screen):
    ticket = order["tickets"][0]
    see(Caller(app, tokens.display_actor(OUTLET, "curry")), ticket, 1, status=404)
    see(calling("kitchen", OTHER_OUTLET), ticket, 1, status=404)
    see(waiter, ticket, 1, status=403)
    assert datetime.fromisoformat(ticket["fired_at"]) == screen(order)[0].fired_at
