"""Ids that repeat with a seed; stores of an earlier version; a clock that only goes forward."""

import sqlite3
from pathlib import Path

import pytest

from sandbox import migrating
from sandbox.migrating import STEPS, migrate
from sandbox.store import Store
from tests.sandbox.test_settlements import paid
from tests.support.sandbox import RunningSandbox


def play(folder, seed):
    folder.mkdir()
    sandbox = RunningSandbox(folder, "", SANDBOX_SEED=seed)
    sandbox.start()
    try:
        payment = paid(sandbox)
        refund = sandbox.sdk.payment.refund(payment, {"amount": 100})["id"]
        code = sandbox.sdk.qrcode.create({"type": "upi_qr", "usage": "multiple_use"})["id"]
        answer = sandbox.door("settle", faults={"unknown": 2, "unknown_refund": 1}, seed=5)
        planted = [fault["entity_id"] for fault in answer["faults"]]
        return [payment, refund, code, answer["settlement"]["id"], *planted]
    finally:
        sandbox.program.kill()


def test_the_same_seed_and_calls_give_the_same_ids(tmp_path):
    first = play(tmp_path / "first", "7")
    assert play(tmp_path / "second", "7") == first
    assert len(set(first)) == len(first)
    assert set(play(tmp_path / "third", "8")).isdisjoint(first)


def test_a_store_of_the_first_version_keeps_what_it_has(tmp_path):
    first = Path(migrating.__file__).with_name(STEPS[0])
    with sqlite3.connect(tmp_path / "sandbox.sqlite3") as old:
        old.executescript(first.read_text(encoding="utf-8"))
        old.execute(
            "INSERT INTO entity (id, kind, parent, created_at, body)"
            " VALUES ('order_1', 'order', NULL, 1, '{\"id\": \"order_1\"}')"
        )
    old.close()
    store = Store(tmp_path, "")
    with store.transaction() as transaction:
        assert transaction.get("order_1", "order") == {"id": "order_1"}
        transaction.add("qr_code", {"id": "qr_1", "created_at": 1}, None)
    again = Store(tmp_path, "")
    with again.transaction() as transaction:
        assert transaction.get("qr_1") is not None


def test_a_step_that_breaks_changes_nothing(tmp_path, monkeypatch):
    connection = sqlite3.connect(tmp_path / "x.sqlite3", isolation_level=None)
    connection.execute("CREATE TABLE clock (wrong TEXT)")
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection)
    connection.execute("ROLLBACK")
    assert connection.execute("PRAGMA user_version").fetchone()[0] == 1
    connection.execute("DROP TABLE clock")
    migrate(connection)
    assert connection.execute("PRAGMA user_version").fetchone()[0] == len(STEPS)
    connection.close()


def test_the_clock_goes_forward_for_good(sandbox):
    before = sandbox.call("GET", "/sandbox/clock").json()
    sandbox.advance(40 * 86_400)
    sandbox.program.kill()
    sandbox.start()
    order = sandbox.sdk.order.create({"amount": 100, "currency": "INR"})
    assert order["created_at"] >= before["now"] + 40 * 86_400
    refused = sandbox.call("POST", "/sandbox/clock", json={"advance_seconds": -1})
    assert refused.status_code == 400
