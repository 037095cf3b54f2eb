"""Whatever waiters and cooks press, in any order: tickets, dishes and order stay consistent."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

DISHES = ("dal-makhani", "lassi", "soda")
PRESSES = st.tuples(
    st.sampled_from(("ticket", "line", "fire", "hold", "rush", "void", "hand-over", "add")),
    st.integers(0, 5),
    st.sampled_from(("PREPARING", "READY")),
)
TOLD_APART = ("also_at", "rush")
"""The first has notices of its own; a ticket off the rail is not told that its order is rushed."""


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(presses=st.lists(PRESSES, min_size=3, max_size=14))
def test_any_evening_of_one_order(waiter, manager, cook, presses):
    lines = [
        {"item_code": code, "quantity": 1, **({"course": 2} if n == 1 else {})}
        for n, code in enumerate(DISHES)
    ]
    body = {"order_type": "DINE_IN", "table_label": "T9", "lines": lines}
    order = waiter.post("/api/orders", body).json["id"]
    before = tickets_of(manager, order)
    for act, which, to in presses:
        asked = press(waiter, manager, cook, order, act, which, to)
        assert asked.status_code < 500, asked.text
        after = tickets_of(manager, order)
        check(before, after, changed=asked.status_code < 300)
        check_order(manager.get(f"/api/orders/{order}").json, after)
        before = after


def tickets_of(manager, order: str) -> dict[str, dict[str, Any]]:
    found = manager.get("/api/tickets?limit=30").json["data"]
    return {each["ticket_id"]: each for each in found if each["order_id"] == order}


def press(waiter, manager, cook, order: str, act: str, which: int, to: str):
    tickets = sorted(tickets_of(manager, order).values(), key=lambda one: one["ticket_id"])
    ticket = tickets[which % len(tickets)]
    path = f"/api/orders/{order}"
    if act == "ticket":
        return cook.post(f"/api/tickets/{ticket['ticket_id']}/advance", {"to": to})
    if act == "line" and ticket["lines"]:
        line = ticket["lines"][which % len(ticket["lines"])]["line_id"]
        return cook.post(f"/api/tickets/{ticket['ticket_id']}/lines/{line}/advance", {"to": to})
    if act in ("fire", "hold"):
        return cook.post(f"{path}/courses/2/{act}", {})
    if act == "void" and ticket["lines"]:
        line = ticket["lines"][0]["line_id"]
        return manager.post(f"{path}/lines/{line}/void", {"reason": "no", "stock": "WASTED"})
    if act == "hand-over":
        return cook.post(f"/api/kitchen/orders/{order}/hand-over", {})
    if act == "add":
        return waiter.post(f"{path}/lines", {"lines": [{"item_code": "soda", "quantity": 1}]})
    return waiter.post(f"{path}/rush", {"rush": to == "READY"})


def check(before: dict[str, Any], after: dict[str, Any], *, changed: bool) -> None:
    """Versions only grow, a change is a new version, a refusal changes nothing, no ticket vanishes."""
    assert before.keys() <= after.keys()
    for ticket_id, was in before.items():
        now = after[ticket_id]
        assert now["version"] >= was["version"]
        assert changed or now == was
        same = all(now[key] == was[key] for key in now if key not in ("version", *TOLD_APART))
        assert same or now["version"] > was["version"]
    for ticket in after.values():
        done = [line["done"] for line in ticket["lines"]]
        assert ticket["status"] == "CANCELLED" or ticket["lines"]
        assert (ticket["fired_at"] is None) <= (ticket["status"] in ("HELD", "CANCELLED"))
        if ticket["status"] in ("HELD", "NEW", "READY"):
            assert not any(done)
        if ticket["status"] == "PREPARING":
            assert not all(done)


def check_order(order: dict[str, Any], tickets: dict[str, Any]) -> None:
    """Each dish that stands hangs on one ticket of its station; a ready order has no dish to cook."""
    standing = {line["id"]: line["station"] for line in order["lines"] if not line["voided"]}
    hung = [
        (line["line_id"], ticket["station"])
        for ticket in tickets.values()
        if ticket["status"] != "CANCELLED"
        for line in ticket["lines"]
    ]
    assert sorted(hung) == sorted(standing.items())
    assert {ticket["rush"] for ticket in tickets.values()} == {order["rushed_at"] is not None}
    states = {ticket["status"] for ticket in tickets.values()} - {"CANCELLED"}
    if order["status"] in ("READY", "SERVED"):
        assert states == {"READY"}
    if order["status"] == "PLACED":
        assert not states & {"PREPARING", "READY"}
