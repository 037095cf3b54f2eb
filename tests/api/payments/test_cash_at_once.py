"""Cash in one statement: the same rows as under the order's lock, and nothing when the bill has moved."""

import json
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import psycopg
import pytest
from flask import Flask
from sqlalchemy import Connection, text

from api.database import Database
from api.idempotency import Key
from api.payments import cash, cash_at_once
from api.payments.schemas import CashRequest
from api.reply import Encoded
from api.splits import service as splits
from api.splits.schemas import SplitRequest
from chitrail.ids import new_id
from chitrail.tokens import Actor
from tests.support.books import differences
from tests.support.restaurant import OUTLET, Caller
from tests.support.waiting import eventually

Take = Callable[..., Encoded | None]


@pytest.fixture(autouse=True)
def books_agree(database: psycopg.Connection) -> Iterator[None]:
    yield
    assert differences(database) == []


@pytest.fixture
def door(app: Flask) -> Database:
    found: Database = app.extensions["database"].at(OUTLET)
    return found


def key() -> Key:
    return Key("test POST /api/payments/confirm-cash", str(new_id()), b"\0" * 32)


@pytest.fixture
def at_once(door: Database, waiter: Caller) -> Take:
    def take(order: dict[str, Any], **body: Any) -> Encoded | None:
        request = CashRequest(order_id=UUID(order["id"]), **body)
        return cash_at_once.confirm(door, waiter.who, request, key())

    return take


TRACES = {
    "order": "SELECT to_jsonb(o) FROM orders o WHERE id = %(order)s",
    "payment": "SELECT to_jsonb(p) FROM payments p WHERE order_id = %(order)s",
    "history": """SELECT to_jsonb(e) FROM payment_status_events e JOIN payments p ON p.id = e.payment_id
        WHERE p.order_id = %(order)s ORDER BY e.seq""",
    "events": """SELECT jsonb_build_object('topic', topic, 'sequence', sequence) || (envelope -> 'data')
        FROM outbox b JOIN payments p ON p.id::text = b.aggregate_id
        WHERE p.order_id = %(order)s ORDER BY b.id""",
    "ledger": """SELECT to_jsonb(t) || to_jsonb(e) FROM ledger_transactions t
        JOIN ledger_entries e ON e.transaction_id = t.id
        WHERE t.order_id = %(order)s ORDER BY e.line_no""",
    "drawer": """SELECT to_jsonb(m) FROM drawer_movements m JOIN payments p ON p.id = m.payment_id
        WHERE p.order_id = %(order)s""",
}
OF_THIS_ONE = re.compile(r"(^|_)(id|xid|at)$")


def traces(database: psycopg.Connection, order: dict[str, Any]) -> dict[str, list[Any]]:
    """Everything a payment leaves behind, without the ids, times and numbers of this one."""
    found = {}
    for name, query in TRACES.items():
        rows = database.execute(query, {"order": order["id"]}).fetchall()
        for (row,) in rows:
            for column in [c for c in row if OF_THIS_ONE.search(c) and row[c] is not None]:
                row[column] = "set"
        found[name] = [row for (row,) in rows]
    found["order"][0].pop("number")
    for row in found["drawer"]:
        row.pop("seq")
    return found


@pytest.fixture(params=["no drawer", "a drawer"])
def drawer(request: pytest.FixtureRequest, calling: Callable[..., Caller]) -> Iterator[str | None]:
    """The drawer the cash goes into, closed again afterwards; None while none is open."""
    if request.param == "no drawer":
        yield None
        return
    cashier = calling("cashier")
    shift = cashier.post("/api/drawers/open", {"drawer": "at-once", "float": "0"}).get_json()["id"]
    yield "at-once"
    report = calling("manager").get(f"/api/drawers/{shift}/x-report").get_json()
    closed = cashier.post(f"/api/drawers/{shift}/close", {"counted": report["expected"]})
    assert closed.status_code == 200, closed.text


@pytest.mark.parametrize("asked", [{}, {"amount": "100.00"}, {"tip": "20.40", "tendered": "500"}])
def test_both_ways_leave_the_same_rows(at_once, door, waiter, database, drawer, asked):
    quick, slow = waiter.order("dal-makhani", "lassi"), waiter.order("dal-makhani", "lassi")
    answer = at_once(quick, drawer=drawer, **asked)
    request = CashRequest(order_id=UUID(slow["id"]), drawer=drawer, **asked)
    other = cash.under_lock(door, waiter.who, request, key())
    assert traces(database, quick) == traces(database, slow)
    assert (answer.status, answer.headers) == (other.status, other.headers)
    (listed,) = waiter.get(f"/api/payments?order_id={quick['id']}").get_json()["data"]
    assert json.loads(answer.body) == listed


def test_a_refusal_is_left_to_the_lock(at_once, waiter, database):
    order = waiter.order("lassi")
    unknown = {"id": str(new_id())}
    for asked in ({"amount": "95.01"}, {"tendered": "94"}, {"drawer": "nobody"}):
        assert at_once(order, **asked) is None
    assert at_once(unknown) is None
    assert at_once(order) is not None
    assert at_once(order) is None
    assert len(traces(database, order)["payment"]) == 1


def moves_on(connection: Connection, order_id: UUID, actor: Actor) -> None:
    change = text("UPDATE orders SET version = version + 1 WHERE id = :id")
    connection.execute(change, {"id": order_id})


def is_split(connection: Connection, order_id: UUID, actor: Actor) -> None:
    splits.split(connection, actor, order_id, SplitRequest(by="EQUAL", count=2))


@pytest.mark.parametrize("changes", [moves_on, is_split])
def test_a_bill_that_changes_meanwhile_is_left_to_the_lock(
    at_once, door, waiter, database, changes
):
    order = waiter.order("dal-makhani")
    with ThreadPoolExecutor(1) as pool:
        with door.transaction() as connection:
            changes(connection, UUID(order["id"]), waiter.who)
            taking = pool.submit(at_once, order)
            waiting = "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted"
            eventually(lambda: database.execute(waiting).fetchone() == (True,), every=0.01)
        assert taking.result() is None
    assert traces(database, order)["payment"] == []
    keys = (
        "SELECT count(*) FROM idempotency_keys WHERE scope LIKE 'test %' AND response_body IS NULL"
    )
    assert database.execute(keys).fetchone() == (0,)


def test_a_drawer_that_closes_meanwhile_is_left_to_the_lock(
    at_once, door, waiter, calling, database
):
    shift = calling("cashier").post("/api/drawers/open", {"drawer": "closing", "float": "0"})
    order = waiter.order("dal-makhani")
    with ThreadPoolExecutor(1) as pool:
        with door.transaction() as connection:
            close = "UPDATE drawer_shifts SET closed_at = now(), closed_by = 'x', "
            close += "counted_paise = 0, expected_paise = 0 WHERE id = :id"
            connection.execute(text(close), {"id": shift.get_json()["id"]})
            taking = pool.submit(at_once, order, drawer="closing")
            waiting = "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted"
            eventually(lambda: database.execute(waiting).fetchone() == (True,), every=0.01)
        assert taking.result() is None
    assert traces(database, order)["payment"] == []
    assert waiter.post("/api/payments/confirm-cash", {"order_id": order["id"]}).status_code == 200
