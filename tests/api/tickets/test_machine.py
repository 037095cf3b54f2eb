"""Whatever waiters and cooks press, in any order: tickets, dishes, orders and what cooks know agree.

Each version of a ticket is told once, each is one legal step from the one before, and from what is told as
unseen the ticket can be wound back to how its cook knew it.
"""

from itertools import pairwise
from typing import Any

import psycopg
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from chitrail.states import TICKET_EDGES, TicketStatus
from tests.support.books import differences

Ticket = dict[str, Any]
Lines = dict[str, dict[str, Any]]

TO = st.sampled_from(("PREPARING", "READY"))
WHICH = st.integers(0, 30)
TOLD_APART = ("also_at", "rush", "version")
"""The first has notices of its own; a ticket off the rail is not told that its order is rushed."""
HISTORY = """
SELECT version, status, unseen FROM ticket_events WHERE ticket_id = %s ORDER BY version
"""
TOLD = """
SELECT (ticket ->> 'version')::integer
FROM outbox, jsonb_path_query(envelope, '$.data.tickets[*]') AS ticket
WHERE outlet_id = %(outlet)s AND ticket ->> 'ticket_id' = %(ticket)s
UNION ALL
SELECT (envelope #>> '{data,ticket,version}')::integer FROM outbox
WHERE topic = 'order.ticket_changed' AND envelope #>> '{data,ticket,ticket_id}' = %(ticket)s
ORDER BY 1
"""


def read(line: dict[str, Any]) -> dict[str, Any]:
    """What of a dish the cook cooks by."""
    return {name: line[name] for name in ("item_name", "quantity", "note", "modifiers", "seat")}


def on(ticket: Ticket) -> Lines:
    return {line["line_id"]: read(line) for line in ticket["lines"]}


def wound(lines: Lines, changes: list[dict[str, Any]], *, back: bool) -> Lines:
    """The dishes after these changes, or before them."""
    found = dict(lines)
    for change in reversed(changes) if back else changes:
        ends = (change["before"], change["after"])
        gone, come = reversed(ends) if back else ends
        if gone:
            assert found.pop(gone["line_id"]) == read(gone)
        if come:
            assert come["line_id"] not in found
            found[come["line_id"]] = read(come)
    return found


class Evening(RuleBasedStateMachine):
    """One table, whose order may be parted and put together again."""

    waiter: Any
    manager: Any
    cook: Any
    connection: psycopg.Connection

    @initialize()
    def place(self):
        lines = [
            {"item_code": "lassi", "quantity": 2},
            {"item_code": "dal-makhani", "quantity": 1, "course": 2},
            {"item_code": "soda", "quantity": 1},
        ]
        body = {"order_type": "DINE_IN", "table_label": "T9", "lines": lines}
        self.orders = [self.waiter.post("/api/orders", body).json["id"]]
        self.tickets: dict[str, Ticket] = {}
        self.known: dict[str, Lines] = {}
        self.look(changed=True)
        self.agreed = True

    @rule(which=WHICH, to=TO)
    def bump(self, which, to):
        self.press(self.cook, f"/api/tickets/{self.ticket(which)}/advance", {"to": to})

    @rule(which=WHICH, line=WHICH, to=TO)
    def bump_a_dish(self, which, line, to):
        ticket = self.ticket(which)
        lines = self.tickets[ticket]["lines"]
        if lines:
            path = f"/api/tickets/{ticket}/lines/{lines[line % len(lines)]['line_id']}/advance"
            self.press(self.cook, path, {"to": to})

    @rule(which=WHICH, behind=st.integers(0, 2))
    def see(self, which, behind):
        """The screen may be a version or two behind."""
        ticket = self.ticket(which)
        version = self.tickets[ticket]["version"] - behind
        changes = self.tickets[ticket]["changes"]
        seen = [each for each in changes if each["version"] <= version]
        self.known[ticket] = wound(self.known[ticket], seen, back=False)
        self.press(self.cook, f"/api/tickets/{ticket}/seen", {"version": max(version, 0)})
        assert self.tickets[ticket]["changes"] == changes[len(seen) :]

    @rule(what=st.sampled_from(("fire", "hold")), which=WHICH)
    def course(self, what, which):
        self.press(self.waiter, f"{self.order(which)}/courses/2/{what}")

    @rule(which=WHICH, rush=st.booleans())
    def rush(self, which, rush):
        self.press(self.waiter, f"{self.order(which)}/rush", {"rush": rush})

    @rule(which=WHICH, code=st.sampled_from(("soda", "dal-makhani")))
    def add(self, which, code):
        lines = [{"item_code": code, "quantity": 1}]
        self.press(self.waiter, f"{self.order(which)}/lines", {"lines": lines})

    @rule(which=WHICH, line=WHICH, quantity=st.integers(1, 4), note=st.sampled_from(("", "hot")))
    def change(self, which, line, quantity, note):
        body = {"quantity": quantity, "note": note, "stock": "WASTED"}
        self.press(self.manager, f"{self.line(which, line)}/change", body)

    @rule(which=WHICH, line=WHICH)
    def void(self, which, line):
        self.press(
            self.manager, f"{self.line(which, line)}/void", {"reason": "no", "stock": "WASTED"}
        )

    @rule(which=WHICH, line=WHICH)
    def part(self, which, line):
        if len(self.orders) < 3:
            share = {"line_id": self.line(which, line).rsplit("/", 1)[1], "quantity": 1}
            self.press(self.waiter, f"{self.order(which)}/split-off", {"lines": [share]})

    @rule(one=WHICH, other=WHICH)
    def put_together(self, one, other):
        into = self.order(other).rsplit("/", 1)[1]
        self.press(self.waiter, f"{self.order(one)}/merge", {"into": into})

    @rule(which=WHICH)
    def hand_over(self, which):
        order = self.order(which).rsplit("/", 1)[1]
        self.press(self.cook, f"/api/kitchen/orders/{order}/hand-over")

    @rule(which=WHICH)
    def cancel(self, which):
        if len(self.orders) > 1:
            body = {"reason": "left", "stock": "WASTED"}
            self.press(self.manager, f"{self.order(which)}/cancel", body)

    @invariant()
    def every_version_is_one_legal_step_and_told_once(self):
        for ticket_id, ticket in getattr(self, "tickets", {}).items():
            kept = self.connection.execute(HISTORY, (ticket_id,)).fetchall()
            versions = [version for version, *_ in kept]
            assert versions == list(range(versions[0], ticket["version"] + 1))
            for (_, before, _), (_, after, _) in pairwise(kept):
                assert before == after or after in TICKET_EDGES[TicketStatus(before)]
            assert kept[-1][1:] == (ticket["status"], len(ticket["changes"]))

    def teardown(self):
        if not getattr(self, "agreed", False):
            return
        for ticket_id, ticket in getattr(self, "tickets", {}).items():
            asked = {"ticket": ticket_id, "outlet": ticket["outlet_id"]}
            told = [version for (version,) in self.connection.execute(TOLD, asked).fetchall()]
            assert told == list(range(1, ticket["version"] + 1))
        assert differences(self.connection) == []

    def ticket(self, which: int) -> str:
        found = sorted(self.tickets, key=lambda one: (self.tickets[one]["station"], one))
        return found[which % len(found)]

    def order(self, which: int) -> str:
        return f"/api/orders/{self.orders[which % len(self.orders)]}"

    def line(self, which: int, line: int) -> str:
        path = self.order(which)
        lines = self.manager.get(path).json["lines"]
        return f"{path}/lines/{lines[line % len(lines)]['id'] if lines else self.orders[0]}"

    def press(self, caller: Any, path: str, body: dict[str, Any] | None = None) -> None:
        self.agreed = False
        answer = caller.post(path, body or {})
        assert answer.status_code < 500, answer.text
        if path.endswith("/split-off") and answer.status_code == 201:
            self.orders.append(answer.json["id"])
        self.look(changed=answer.status_code < 300)
        self.agreed = True

    def look(self, *, changed: bool) -> None:
        """Look at all tickets again, and hold them against what they were before one press."""
        found = self.manager.get("/api/tickets?limit=60").json["data"]
        after = {each["ticket_id"]: each for each in found if each["order_id"] in self.orders}
        assert self.tickets.keys() <= after.keys()
        for ticket_id, now in after.items():
            was = self.tickets.get(ticket_id)
            if was is not None:
                check_step(was, now, changed=changed)
            if was is None or "HELD" in (now["status"], was["status"]):
                self.known[ticket_id] = on(now)
            check_ticket(now)
            assert wound(on(now), now["changes"], back=True) == self.known[ticket_id]
        for order in self.orders:
            own = [each for each in after.values() if each["order_id"] == order]
            check_order(self.manager.get(f"/api/orders/{order}").json, own)
        self.tickets = after


def check_step(was: Ticket, now: Ticket, *, changed: bool) -> None:
    """Versions only grow, what differs has a new one, a refusal changes nothing; what ends says so."""
    assert now["version"] >= was["version"]
    assert changed or {**now, "also_at": []} == {**was, "also_at": []}
    same = all(now[name] == was[name] for name in now if name not in TOLD_APART)
    assert same or now["version"] > was["version"]
    ended = now["status"] == "CANCELLED" and was["status"] not in ("CANCELLED", "HELD")
    assert not ended or now["changes"][-1]["kind"] == "CANCELLED"


def check_ticket(ticket: Ticket) -> None:
    done = [line["done"] for line in ticket["lines"]]
    status = ticket["status"]
    assert status == "CANCELLED" or ticket["lines"]
    assert ticket["fired_at"] is not None or status in ("HELD", "CANCELLED")
    assert status != "HELD" or not ticket["changes"]
    if status in ("HELD", "NEW", "READY"):
        assert not any(done)
    if status == "PREPARING":
        assert not all(done)


def check_order(order: dict[str, Any], tickets: list[Ticket]) -> None:
    """Each dish that stands hangs on one ticket of its station; a ready order has no dish to cook."""
    if order["status"] == "CANCELLED":
        assert {ticket["status"] for ticket in tickets} <= {"CANCELLED"}
        return
    standing = {line["id"]: line["station"] for line in order["lines"] if not line["voided"]}
    hung = [
        (line["line_id"], ticket["station"])
        for ticket in tickets
        if ticket["status"] != "CANCELLED"
        for line in ticket["lines"]
    ]
    assert sorted(hung) == sorted(standing.items())
    assert {ticket["rush"] for ticket in tickets} == {order["rushed_at"] is not None}
    states = {ticket["status"] for ticket in tickets} - {"CANCELLED"}
    if order["status"] in ("READY", "SERVED"):
        assert states == {"READY"}
    if order["status"] == "PLACED":
        assert not states & {"PREPARING", "READY"}


def test_any_evening_of_one_table(waiter, manager, cook, database):
    bound = {"waiter": waiter, "manager": manager, "cook": cook, "connection": database}
    run_state_machine_as_test(
        type("Bound", (Evening,), bound),
        settings=hypothesis_settings(
            max_examples=12,
            stateful_step_count=16,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
