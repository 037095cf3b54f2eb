"""Everybody at once, on real PostgreSQL: however requests fall, money moves once.

`--rounds 1000` runs every race a thousand times; the default keeps the suite quick.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.support.books import differences
from tests.support.waiting import eventually
from tests.support.webhooks import deliver

pytestmark = [pytest.mark.usefixtures("janitor"), pytest.mark.timeout(7200)]


@pytest.fixture(scope="module")
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(20) as threads:
        yield threads


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> int:
    return request.config.getoption("--rounds")


@pytest.fixture(autouse=True)
def everything_adds_up(database, settings) -> Iterator[None]:
    """After every race: no webhook left, no refund on its way, and the books agree with the gateway's."""
    yield

    def quiet() -> bool:
        waiting = database.execute(
            "SELECT (SELECT count(*) FROM gateway_webhooks WHERE next_at IS NOT NULL)"
            " + (SELECT count(*) FROM refunds WHERE status = 'PENDING')"
            " + (SELECT count(*) FROM payments WHERE status = 'UNKNOWN')"
        ).fetchone()[0]
        return waiting == 0

    eventually(quiet, within=60)
    assert differences(database, settings) == []


def at_once(pool: ThreadPoolExecutor, acts: list[Callable[[], Any]]) -> list[Any]:
    return [future.result() for future in [pool.submit(act) for act in acts]]


def begin(waiter, sandbox):
    """An order, paid at the gateway, and nobody here knows yet."""
    order = waiter.order("lassi")
    begun = waiter.post("/api/payments/create-razorpay-order", {"order_id": order["id"]}).json
    signed = sandbox.pay(begun["razorpay_order_id"]).json()
    return order, begun, signed, sandbox.sdk.payment.fetch(signed["razorpay_payment_id"])


def told(database, order) -> dict[str, int]:
    """Events about the payments of an order, by topic."""
    rows = database.execute(
        "SELECT b.topic, count(*) FROM outbox b JOIN payments p ON p.id::text = b.aggregate_id"
        " WHERE p.order_id = %s GROUP BY 1",
        (order["id"],),
    ).fetchall()
    return dict(rows)


def money(database, order):
    return database.execute(
        "SELECT settled_paise, refunded_paise FROM orders WHERE id = %s", (order["id"],)
    ).fetchone()


def test_eight_verifications(pool, rounds, waiter, sandbox, database):
    for _ in range(rounds):
        order, _, signed, _ = begin(waiter, sandbox)
        verify = lambda: waiter.post("/api/payments/verify-razorpay", signed)  # noqa: B023, E731
        answers = at_once(pool, [verify] * 8)
        assert {answer.status_code for answer in answers} == {200}
        assert {answer.json["status"] for answer in answers} == {"COMPLETED"}
        assert told(database, order)["payment.completed"] == 1
        assert money(database, order) == (9500, 0)


def test_webhook_and_verification(pool, rounds, waiter, sandbox, database):
    for _ in range(rounds):
        order, begun, signed, entity = begin(waiter, sandbox)
        answers = at_once(
            pool,
            [
                lambda: waiter.post("/api/payments/verify-razorpay", signed),  # noqa: B023
                lambda: deliver(waiter.app, "payment.captured", payment=entity),  # noqa: B023
                lambda: deliver(waiter.app, "order.paid", payment=entity),  # noqa: B023
            ],
        )
        assert {answer.status_code for answer in answers} == {200}
        paid = waiter.get(f"/api/payments/{begun['id']}").json
        assert paid["status"] == "COMPLETED"
        assert told(database, order)["payment.completed"] == 1


def test_the_same_webhook_twenty_times(pool, rounds, waiter, sandbox, database):
    orders = []
    for number in range(rounds):
        order, begun, _, entity = begin(waiter, sandbox)
        send = lambda: deliver(  # noqa: E731
            waiter.app,
            "payment.captured",
            event_id=f"same-{begun['id']}",  # noqa: B023
            stamp=number,  # noqa: B023
            payment=entity,  # noqa: B023
        )
        answers = at_once(pool, [send] * 20)
        assert sorted(answer.json["status"] for answer in answers) == ["repeated"] * 19 + ["stored"]
        orders.append(order)
    for order in orders:
        eventually(lambda: money(database, order) == (9500, 0))  # noqa: B023
        assert told(database, order)["payment.completed"] == 1


def test_refunds_beyond_what_was_captured(pool, rounds, waiter, manager, sandbox, database):
    for _ in range(rounds):
        order, begun, signed, _ = begin(waiter, sandbox)
        waiter.post("/api/payments/verify-razorpay", signed)
        body = {"reason": "race", "amount": "30.00"}
        give = lambda: manager.post(f"/api/payments/{begun['id']}/refunds", body)  # noqa: B023, E731
        answers = at_once(pool, [give] * 8)
        assert sorted(answer.status_code for answer in answers) == [201] * 3 + [422] * 5
        assert money(database, order) == (9500, 9000)
        at_gateway = sandbox.sdk.payment.fetch(signed["razorpay_payment_id"])
        assert at_gateway["amount_refunded"] == 9000
        assert told(database, order)["payment.refund"] == 3


def test_waiters_at_one_bill(pool, rounds, waiter, database):
    for number in range(rounds):
        order, waiters = waiter.order("lassi"), 2 + number % 7
        take = lambda: waiter.post("/api/payments/confirm-cash", {"order_id": order["id"]})  # noqa: B023, E731
        answers = at_once(pool, [take] * waiters)
        assert sorted(a.status_code for a in answers) == [200] + [409] * (waiters - 1)
        winner = next(a.json["id"] for a in answers if a.status_code == 200)
        assert {a.json["payment"]["id"] for a in answers if a.status_code == 409} == {winner}
        assert told(database, order) == {"payment.created": 1, "payment.completed": 1}


def test_cash_against_capture(pool, rounds, waiter, sandbox, database):
    raced = []
    for _ in range(rounds):
        order, begun, signed, entity = begin(waiter, sandbox)
        cash, *_ = at_once(
            pool,
            [
                lambda: waiter.post("/api/payments/confirm-cash", {"order_id": order["id"]}),  # noqa: B023
                lambda: waiter.post("/api/payments/verify-razorpay", signed),  # noqa: B023
                lambda: deliver(waiter.app, "payment.captured", payment=entity),  # noqa: B023
            ],
        )
        assert cash.status_code in (200, 409)
        raced.append((order, begun, cash.status_code == 200))
    for order, begun, cash_won in raced:
        expected = "REFUNDED" if cash_won else "COMPLETED"

        def settled() -> bool:
            return waiter.get(f"/api/payments/{begun['id']}").json["status"] == expected  # noqa: B023

        eventually(settled, within=60)
        assert money(database, order) == (9500, 0)
