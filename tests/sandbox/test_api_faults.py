"""Faults of the API: the effect is really there, or really not."""

import time

import pytest
import requests

ORDER = {"amount": 25000, "currency": "INR"}


def create(sandbox):
    return sandbox.call("POST", "/v1/orders", json=ORDER)


def made(sandbox):
    return sandbox.sdk.order.all({})["count"]


@pytest.mark.parametrize(
    ("kind", "status", "effects"),
    [
        ("server_error", 500, 0),
        ("server_error_after_success", 500, 1),
        ("rate_limited", 429, 0),
    ],
)
def test_an_error_with_and_without_its_effect(sandbox, kind, status, effects):
    sandbox.fault(kind, path="POST /v1/orders")
    answer = create(sandbox)
    assert answer.status_code == status
    assert answer.json()["error"]["code"] in ("SERVER_ERROR", "BAD_REQUEST_ERROR")
    assert made(sandbox) == effects
    assert create(sandbox).status_code == 200
    assert sandbox.struck() == [kind]


@pytest.mark.parametrize(("kind", "effects"), [("timeout_after_success", 1), ("timeout_before", 0)])
def test_a_held_answer_with_and_without_its_effect(sandbox, kind, effects):
    sandbox.fault(kind, path="POST", seconds=30)
    with pytest.raises(requests.Timeout):
        requests.post(
            f"{sandbox.url}/v1/orders", json=ORDER, auth=sandbox.sdk.auth, timeout=(5, 0.5)
        )
    assert made(sandbox) == effects


def test_a_held_answer_comes_in_the_end(sandbox):
    sandbox.fault("timeout_after_success", path="POST", seconds=0.5)
    began = time.monotonic()
    assert create(sandbox).json()["status"] == "created"
    assert time.monotonic() - began >= 0.5


def test_an_answer_that_is_no_json_or_another_amount(sandbox):
    sandbox.fault("bad_json")
    broken = create(sandbox)
    assert broken.status_code == 200
    with pytest.raises(requests.JSONDecodeError):
        broken.json()
    sandbox.fault("wrong_amount")
    assert create(sandbox).json()["amount"] == 25001
    sandbox.fault("html_error")
    page = create(sandbox)
    assert (page.status_code, page.headers["Content-Type"][:9]) == (502, "text/html")
    assert [order["amount"] for order in sandbox.sdk.order.all({})["items"]] == [25000, 25000]


def test_a_conflict_strikes_refunds_only(sandbox, order):
    payment_id = sandbox.pay(order["id"]).json()["razorpay_payment_id"]
    sandbox.fault("idempotency_conflict")
    assert sandbox.sdk.payment.fetch(payment_id)["amount_refunded"] == 0
    path = f"/v1/payments/{payment_id}/refund"
    key = {"X-Refund-Idempotency": "0123456789"}
    assert sandbox.call("POST", path, json={}, headers=key).status_code == 409
    assert sandbox.sdk.payment.fetch(payment_id)["amount_refunded"] == 0
    assert sandbox.call("POST", path, json={}, headers=key).status_code == 200


def test_armed_faults_are_listed_survive_a_kill_and_are_cleared(sandbox):
    sandbox.fault("server_error", times=3, path="POST /v1/orders$", seconds=1)
    create(sandbox)
    sandbox.program.kill()
    sandbox.start()
    listing = sandbox.call("GET", "/sandbox/faults").json()
    (item,) = listing["items"]
    assert (item["kind"], item["left"], item["struck"]) == ("server_error", 2, 1)
    assert listing["strikes"][0]["place"] == "POST /v1/orders"
    assert sandbox.call("DELETE", "/sandbox/faults").status_code == 200
    assert create(sandbox).status_code == 200
    assert sandbox.call("GET", "/sandbox/faults").json()["items"] == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "earthquake"}, "kind"),
        ({"kind": "server_error", "times": 0}, "times"),
        ({"kind": "server_error", "path": "("}, "path"),
        ({"kind": "server_error", "seconds": -1}, "seconds"),
        ({"kind": "server_error", "colour": "red"}, "colour"),
    ],
)
def test_a_bad_fault_is_refused_by_field(shared, body, field):
    answer = shared.call("POST", "/sandbox/faults", json=body)
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)


def test_the_doors_need_the_keys(shared):
    for method, door in (
        ("POST", "faults"),
        ("GET", "faults"),
        ("POST", "settle"),
        ("POST", "clock"),
    ):
        assert (
            requests.request(method, f"{shared.url}/sandbox/{door}", timeout=5).status_code == 401
        )


def test_the_same_seed_gives_the_same_faults(shared):
    def run(seed):
        shared.call("DELETE", "/sandbox/faults")
        kinds = ["server_error", "rate_limited", "bad_json"]
        shared.door("faults/random", seed=seed, rate=0.5, kinds=kinds)
        statuses = [create(shared).status_code for _ in range(20)]
        return statuses, shared.struck()

    first, second = run(7), run(7)
    assert first == second
    assert 3 <= len(first[1]) <= 17
    assert run(8) != first
    shared.call("DELETE", "/sandbox/faults")
