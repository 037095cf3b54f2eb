"""Every fault a gateway can have, while people order, pay and get refunds: afterwards nothing is in doubt."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from chitrail.ids import new_id
from tests.support.books import differences
from tests.support.ports import free_port
from tests.support.sandbox import RunningSandbox
from tests.support.waiting import eventually

pytestmark = [pytest.mark.usefixtures("webhook_server", "janitor"), pytest.mark.timeout(3600)]

API_FAULTS = (
    "timeout_before",
    "server_error",
    "rate_limited",
    "idempotency_conflict",
    "html_error",
    "timeout_after_success",
    "server_error_after_success",
    "bad_json",
    "wrong_amount",
)
WEBHOOK_FAULTS = ("webhook_duplicate", "webhook_reorder", "webhook_late", "webhook_lost")
PAY_FAULTS = ("late_authorization", "lost_checkout")
RATE = 0.35
STRIKES = 20
TRIES = 6
GUESTS = 8
MOST_BATCHES = 80


@pytest.fixture(scope="module")
def webhook_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def sandbox(
    tmp_path_factory: pytest.TempPathFactory, webhook_port: int
) -> Iterator[RunningSandbox]:
    url = f"http://127.0.0.1:{webhook_port}/api/payments/webhooks/razorpay"
    running = RunningSandbox(tmp_path_factory.mktemp("sandbox"), webhook_url=url)
    running.start()
    yield running
    running.program.kill()


@pytest.fixture(scope="module")
def webhook_server(app: Flask, webhook_port: int) -> Iterator[None]:
    """The API on a port, for the sandbox's webhooks."""
    server = make_server("127.0.0.1", webhook_port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield
    server.shutdown()
    thread.join()


@pytest.fixture(scope="module")
def api_environment(api_environment: dict[str, str]) -> dict[str, str]:
    return api_environment | {"RAZORPAY_TIMEOUT_SECONDS": "0.5"}


@pytest.fixture(autouse=True)
def disarmed(sandbox: RunningSandbox) -> Iterator[None]:
    yield
    sandbox.call("DELETE", "/sandbox/faults")


def persistently(act: Callable[[str], Any]) -> Any:
    """What a client does: the same request with the same key, until it is answered or has had enough."""
    key = str(new_id())
    for _ in range(TRIES):
        answer = act(key)
        if answer.status_code != 502:
            return answer
    return answer


def guest(waiter, manager, sandbox, number: int) -> None:
    """Orders, pays online, and every third gets something back; whatever answers may be missing."""
    order = waiter.order("lassi")
    body = {"order_id": order["id"]}
    path = "/api/payments/create-razorpay-order"
    begun = persistently(lambda key: waiter.post(path, body, key=key))
    assert begun.status_code in (201, 502), begun.text
    if begun.status_code == 502:
        return
    signed = sandbox.pay(begun.json["razorpay_order_id"])
    if signed.status_code == 200:
        path = "/api/payments/verify-razorpay"
        values = signed.json()
        verified = persistently(lambda key: waiter.post(path, values, key=key))
        assert verified.status_code in (200, 409, 502), verified.text
        if number % 3 == 0 and verified.status_code == 200:
            refund = {"reason": "cold", "amount": "30.00"}
            path = f"/api/payments/{begun.json['id']}/refunds"
            back = persistently(lambda key: manager.post(path, refund, key=key))
            assert back.status_code in (201, 502), back.text


def struck(sandbox: RunningSandbox, kind: str) -> int:
    return Counter(sandbox.struck())[kind]


@pytest.mark.parametrize("kind", API_FAULTS + WEBHOOK_FAULTS + PAY_FAULTS)
def test_after_the_fault_the_gateways_ledger_is_ours(
    waiter, manager, sandbox, database, settings, kind
):
    sandbox.door("faults/random", seed=kind, rate=RATE, kinds=[kind], seconds=1.5)
    with ThreadPoolExecutor(GUESTS) as pool:
        for _ in range(MOST_BATCHES):
            list(pool.map(lambda number: guest(waiter, manager, sandbox, number), range(GUESTS)))
            if struck(sandbox, kind) >= STRIKES:
                break
    assert struck(sandbox, kind) >= STRIKES
    sandbox.call("DELETE", "/sandbox/faults")

    def quiet() -> bool:
        database.execute(
            "UPDATE payments SET next_check_at = now() WHERE status <> 'COMPLETED'"
            " AND next_check_at BETWEEN now() + interval '1 second' AND now() + interval '40 seconds'"
        )
        database.execute(
            "UPDATE refunds SET next_check_at = now() WHERE next_check_at > now() + interval '1 second'"
        )
        waiting = database.execute(
            "SELECT (SELECT count(*) FROM gateway_webhooks WHERE next_at IS NOT NULL)"
            " + (SELECT count(*) FROM refunds WHERE status = 'PENDING')"
            " + (SELECT count(*) FROM payments WHERE status IN ('UNKNOWN', 'PENDING'))"
        ).fetchone()[0]
        assert waiting == 0
        assert ledgers_agree(sandbox, database)
        assert differences(database, settings) == []
        return True

    # Banks that are late act while we look, so all of it must hold at one moment.
    eventually(quiet, within=120, every=0.5)


def ledgers_agree(sandbox: RunningSandbox, database) -> bool:
    """Paise received and given back by payment, in the gateway's own ledger and in ours."""
    theirs: Counter[str] = Counter()
    for item in sandbox.call("GET", "/sandbox/ledger").json()["items"]:
        theirs[item["payment_id"]] += item["credit"] + item["fee"] - item["debit"]
    ours = Counter(
        dict(
            database.execute(
                "SELECT p.razorpay_payment_id, sum(e.amount_paise)::bigint"
                " FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id"
                " JOIN payments p ON p.id = t.payment_id"
                " WHERE e.account = 'GATEWAY' GROUP BY 1"
            ).fetchall()
        )
    )
    assert theirs == ours
    return True
