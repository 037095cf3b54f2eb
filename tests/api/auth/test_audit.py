"""The audit: every sensitive act in a chain; whatever is changed, left out or cut off shows."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from chitrail.reconcile.audit import check_audit
from chitrail.reconcile.result import Check
from tests.support.restaurant import OTHER_OUTLET, OUTLET, staff_id

LAST_ONES = """
DELETE FROM audit_entries WHERE (outlet_id, seq) IN (SELECT outlet_id, last_seq FROM audit_heads)
"""


@pytest.fixture(scope="module", autouse=True)
def entries(restaurant_url: str, door: Any) -> None:
    """A few acts to be told."""
    for _ in range(3):
        door.sign_in()


@pytest.fixture
def tampering(database: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """A superuser who switches the triggers off, and whose changes are rolled back."""
    with database.transaction(force_rollback=True):
        database.execute("SET LOCAL session_replication_role = replica")
        yield database


def checked(connection: psycopg.Connection) -> Check:
    with connection.transaction():
        return check_audit(connection)


def test_the_chain_holds(database):
    check = checked(database)
    assert check.differences == []
    assert check.compared > 3


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_entries SET actor = 'somebody else' WHERE seq = 2",
        "UPDATE audit_entries SET occurred_at = occurred_at + interval '1 microsecond' WHERE seq = 2",
        'UPDATE audit_entries SET details = details || \'{"by": "pin"}\' WHERE seq = 2',
        "UPDATE audit_entries SET outlet_id = 'other-place' WHERE seq = 2",
        "UPDATE audit_entries SET sha256 = previous_sha256 WHERE seq = 2",
        "DELETE FROM audit_entries WHERE seq = 1",
        "DELETE FROM audit_entries WHERE seq = 2",
        LAST_ONES,
        "DELETE FROM audit_entries",
        "DELETE FROM audit_heads",
    ],
)
def test_every_change_shows(tampering, change):
    assert tampering.execute(change).rowcount > 0
    assert checked(tampering).differences != []


def test_an_entry_put_in_shows(tampering):
    tampering.execute(
        "INSERT INTO audit_entries SELECT outlet_id, last_seq + 1, now(), 'x', 'refund', '', '{}',"
        " last_sha256, sha256('guess') FROM audit_heads WHERE outlet_id = %s",
        (OUTLET,),
    )
    assert len(checked(tampering).differences) == 2


@pytest.mark.parametrize(
    "forbidden",
    [
        "UPDATE audit_entries SET actor = 'x'",
        "DELETE FROM audit_entries",
        "TRUNCATE audit_entries",
        "DELETE FROM audit_heads",
    ],
)
def test_the_application_can_only_add(database, forbidden):
    with database.transaction(force_rollback=True):
        database.execute("SET LOCAL ROLE chitrail_app")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            database.execute(forbidden)


@pytest.mark.parametrize(
    "forbidden", ["UPDATE audit_entries SET actor = 'x'", "TRUNCATE audit_entries"]
)
def test_not_even_the_owner_changes_it_by_mistake(database, forbidden):
    with pytest.raises(psycopg.errors.RestrictViolation):
        database.execute(forbidden)


def test_many_at_once_make_one_chain(door, database):
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: door.sign_in("cashier"), range(16)))
    assert checked(database).differences == []


def test_acts_are_told_with_who_what_and_why(manager, waiter, door):
    order = waiter.order("lassi")
    waiter.post(f"/api/orders/{order['id']}/cancel", {"reason": "guest left"})
    shift = manager.post("/api/drawers/open", {"drawer": "audit", "float": "100.00"}).json
    manager.post(f"/api/drawers/{shift['id']}/no-sale", {"reason": "change"})
    manager.post(f"/api/drawers/{shift['id']}/close", {"counted": "90.00"})
    paid = waiter.order("lassi")
    payment = waiter.post("/api/payments/confirm-cash", {"order_id": paid["id"]}).json
    manager.post(f"/api/payments/{payment['id']}/refunds", {"reason": "cold", "amount": "10.00"})
    door.post("/api/auth/login", {"username": "waiter", "password": "wrong"})
    told = manager.get("/api/audit?limit=5").json["data"]
    assert [entry["act"] for entry in told] == [
        "sign-in-failed",
        "refund",
        "drawer-closed",
        "drawer-no-sale",
        "order-cancelled",
    ]
    refund = told[1]
    assert refund["actor"] == str(staff_id("manager"))
    assert (refund["subject"], refund["details"]) == (
        payment["id"],
        {"amount": "10.00", "reason": "cold"},
    )
    assert told[2]["details"] == {"counted": "90.00", "expected": "100.00"}


def test_a_refused_act_leaves_no_entry(waiter, manager):
    order = waiter.order("lassi")
    waiter.post("/api/payments/confirm-cash", {"order_id": order["id"]})
    refusal = waiter.post(f"/api/orders/{order['id']}/cancel", {"reason": "no"})
    assert refusal.status_code == 409
    assert manager.get(f"/api/audit?subject={order['id']}").json["data"] == []


def test_a_repeated_request_is_told_once(waiter, manager):
    order = waiter.order("lassi")
    for _ in range(3):
        waiter.post(f"/api/orders/{order['id']}/cancel", {"reason": "no"}, key="cancel-once")
    told = manager.get(f"/api/audit?subject={order['id']}").json["data"]
    assert [entry["act"] for entry in told] == ["order-cancelled"]


def test_pages_follow_one_another(manager, waiter, calling):
    for _ in range(4):
        order = waiter.order("lassi")
        waiter.post(f"/api/orders/{order['id']}/cancel", {"reason": "left"})
    first = manager.get("/api/audit?limit=2").json
    second = manager.get(f"/api/audit?limit=2&cursor={first['page']['next']}").json
    numbers = [entry["seq"] for entry in first["data"] + second["data"]]
    assert numbers == list(range(numbers[0], numbers[0] - 4, -1))
    assert manager.get("/api/audit?actor=nobody").json["data"] == []
    shown = calling("manager", OTHER_OUTLET).get("/api/audit").text
    assert str(staff_id("waiter")) not in shown
