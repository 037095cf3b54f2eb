"""What is kept of a ticket: each version it had, on which order, and who made it."""

import psycopg
import pytest

NEWEST = """
SELECT count(*) FROM tickets t JOIN LATERAL (
  SELECT * FROM ticket_events e WHERE e.ticket_id = t.id ORDER BY version DESC LIMIT 1
) e ON (e.version, e.order_id, e.outlet_id, e.station, e.status, e.actor, e.occurred_at)
  = (t.version, t.order_id, t.outlet_id, t.station, t.status, t.changed_by, t.updated_at)
  AND e.course IS NOT DISTINCT FROM t.course
WHERE t.order_id = ANY(%s::uuid[])
"""


def history(database, ticket_id):
    return database.execute(
        "SELECT version, status, actor, occurred_at, order_id::text FROM ticket_events"
        " WHERE ticket_id = %s ORDER BY version",
        (ticket_id,),
    ).fetchall()


def advance(cook, ticket_id, *targets):
    for to in targets:
        answer = cook.post(f"/api/tickets/{ticket_id}/advance", {"to": to})
        assert answer.status_code == 200, answer.text


def post(caller, path, body=None):
    answer = caller.post(path, body)
    assert answer.status_code in (200, 201), answer.text
    return answer.json


def told_to_the_end(database, *orders):
    """The newest of each ticket's events says what the ticket is."""
    ids = [order["id"] for order in orders]
    every = database.execute(
        "SELECT count(*) FROM tickets WHERE order_id = ANY(%s::uuid[])", (ids,)
    )
    return database.execute(NEWEST, (ids,)).fetchone() == every.fetchone()


def test_every_bump_and_recall_is_kept_with_who_and_when(cook, waiter, database):
    order = waiter.order("dal-makhani")
    (ticket,) = order["tickets"]
    advance(cook, ticket["id"], "PREPARING", "READY", "PREPARING", "READY")
    kept = history(database, ticket["id"])
    assert [(version, status) for version, status, *_ in kept] == [
        (1, "NEW"),
        (2, "PREPARING"),
        (3, "READY"),
        (4, "PREPARING"),
        (5, "READY"),
    ]
    actors = dict(
        database.execute(
            "SELECT status, actor FROM order_status_events WHERE order_id = %s", (order["id"],)
        ).fetchall()
    )
    assert actors["PLACED"] != actors["READY"]
    assert [actor for _, _, actor, *_ in kept] == [actors["PLACED"], *[actors["READY"]] * 4]
    times = [at for *_, at, _ in kept]
    assert times == sorted(times)
    assert told_to_the_end(database, order)


def test_it_goes_along_when_courses_are_fired_and_orders_parted_and_joined(waiter, database):
    lines = [
        {"item_code": "dal-makhani", "quantity": 3},
        {"item_code": "butter-naan", "quantity": 1, "course": 2},
        {"item_code": "lassi", "quantity": 1},
    ]
    order = waiter.post(
        "/api/orders", {"order_type": "DINE_IN", "table_label": "T1", "lines": lines}
    ).json
    (held,) = (ticket["id"] for ticket in order["tickets"] if ticket["status"] == "HELD")
    post(waiter, f"/api/orders/{order['id']}/courses/2/fire")
    assert [status for _, status, *_ in history(database, held)][:2] == ["HELD", "NEW"]
    lassi, dal = order["lines"][2]["id"], order["lines"][0]["id"]
    share = [{"line_id": lassi}, {"line_id": dal, "quantity": 1}]
    parted = post(waiter, f"/api/orders/{order['id']}/split-off", {"lines": share})
    assert told_to_the_end(database, order, parted)
    moved = next(t["id"] for t in order["tickets"] if t["station"] == "cold")
    homes = list(dict.fromkeys(home for *_, home in history(database, moved)))
    assert homes == [order["id"], parted["id"]]
    post(waiter, f"/api/orders/{parted['id']}/merge", {"into": order["id"]})
    assert history(database, moved)[-1][-1] == order["id"]
    assert told_to_the_end(database, order, parted)


@pytest.mark.parametrize(
    "change", ["UPDATE ticket_events SET status = 'NEW'", "DELETE FROM ticket_events"]
)
def test_what_the_kitchen_did_is_not_rewritten(waiter, database, change):
    (ticket,) = waiter.order("dal-makhani")["tickets"]
    before = history(database, ticket["id"])
    with pytest.raises(psycopg.errors.RestrictViolation):
        database.execute(f"{change} WHERE ticket_id = %s", (ticket["id"],))
    assert history(database, ticket["id"]) == before
