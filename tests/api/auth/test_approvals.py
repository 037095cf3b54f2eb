"""Approvals: a second person's PIN, for one act on one thing by one caller, once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from api.app import create_app
from chitrail.settings import Settings
from tests.api.auth.doors import PIN
from tests.support import restaurant
from tests.support.restaurant import Caller
from tests.support.settings import environment


@pytest.fixture
def strict(restaurant_url: str, tmp_path: Path) -> Iterator[Callable[[str], Caller]]:
    """Callers of an API where refunds of a payment above 100 rupees need a second person."""
    env = environment(restaurant_url, tmp_path, CHITRAIL_APPROVAL_REFUND_RUPEES="100")
    app = create_app(Settings.from_env(env))
    yield lambda role: Caller(app, restaurant.actor(role))
    app.extensions["database"].dispose()


@pytest.fixture
def payment(waiter: Caller) -> dict[str, Any]:
    order = waiter.order("dal-makhani", "lassi")
    paid: dict[str, Any] = waiter.post("/api/payments/confirm-cash", {"order_id": order["id"]}).json
    return paid


def asked(
    caller: Caller, subject: str, approver: str = "admin", pin: str = PIN, act: str = "refund"
):
    body = {"act": act, "subject": subject, "approver": approver, "pin": pin}
    return caller.post("/api/approvals", body)


def refunded(caller: Caller, payment: dict[str, Any], amount: str, approval: str | None = None):
    body = {"reason": "cold", "amount": amount, "approval": approval}
    return caller.post(f"/api/payments/{payment['id']}/refunds", body)


def test_a_refund_above_the_limit_needs_a_second_person(strict, with_pin, payment, database):
    with_pin("admin")
    manager = strict("manager")
    refusal = refunded(manager, payment, "101.00")
    assert (refusal.status_code, refusal.json["code"]) == (403, "approval-required")
    given = asked(manager, payment["id"])
    assert given.status_code == 201, given.text
    done = refunded(manager, payment, "101.00", given.json["approval"])
    assert done.status_code == 201, done.text
    acts = database.execute("SELECT act FROM audit_entries ORDER BY occurred_at").fetchall()
    assert [act for (act,) in acts][-2:] == ["approved", "refund"]


def test_small_refunds_add_up(strict, payment):
    manager = strict("manager")
    assert refunded(manager, payment, "60.00").status_code == 201
    assert refunded(manager, payment, "41.00").json["code"] == "approval-required"
    assert refunded(manager, payment, "40.00").status_code == 201


def test_an_approval_works_once_even_for_eight_at_once(strict, with_pin, payment):
    with_pin("admin")
    manager = strict("manager")
    approval = asked(manager, payment["id"]).json["approval"]
    with ThreadPoolExecutor(8) as threads:
        answers = list(
            threads.map(lambda _: refunded(manager, payment, "101.00", approval), range(8))
        )
    assert sorted(answer.status_code for answer in answers) == [201] + [403] * 7


def test_an_approval_is_for_its_subject_act_and_caller(strict, with_pin, payment, waiter):
    with_pin("admin")
    manager, admin = strict("manager"), strict("admin")
    other = asked(manager, "another payment").json["approval"]
    assert refunded(manager, payment, "101.00", other).status_code == 403
    drawer = asked(manager, payment["id"], act="drawer.no_sale").json["approval"]
    assert refunded(manager, payment, "101.00", drawer).status_code == 403
    mine = asked(manager, payment["id"]).json["approval"]
    assert refunded(admin, payment, "101.00", mine).status_code == 403
    assert refunded(manager, payment, "101.00", mine).status_code == 201


def test_an_approval_runs_out(strict, with_pin, payment, database):
    with_pin("admin")
    manager = strict("manager")
    approval = asked(manager, payment["id"]).json["approval"]
    database.execute("UPDATE approvals SET expires_at = now() - interval '1 second'")
    assert refunded(manager, payment, "101.00", approval).status_code == 403


@pytest.mark.parametrize("approver", ["manager", "waiter", "nobody", "admin.other"])
def test_oneself_those_who_may_not_and_strangers_cannot_approve(
    strict, with_pin, payment, approver, database
):
    with_pin("manager")
    with_pin("waiter")
    answer = asked(strict("manager"), payment["id"], approver)
    assert (answer.status_code, answer.json["code"]) == (401, "wrong-pin")
    last = database.execute(
        "SELECT act FROM audit_entries ORDER BY occurred_at DESC LIMIT 1"
    ).fetchone()
    assert last == ("approval-refused",)


def test_guesses_at_an_approvers_pin_are_limited(strict, with_pin, payment):
    with_pin("admin")
    manager = strict("manager")
    answers = [asked(manager, payment["id"], pin="558213").status_code for _ in range(6)]
    assert answers == [401] * 5 + [429]
    assert asked(manager, payment["id"]).status_code == 429


def test_an_unknown_act_is_refused(strict, payment):
    answer = asked(strict("manager"), payment["id"], act="fly")
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "act")


def test_a_discount_by_hand_above_the_limit_needs_a_second_person(waiter, manager, with_pin):
    with_pin("manager")
    order = waiter.order("dal-makhani")
    path = f"/api/orders/{order['id']}/staff-discount"
    for body in ({"percent": "10.01"}, {"amount": "22.06"}):
        refused = waiter.post(path, {"reason": "regular guest", **body})
        assert (refused.status_code, refused.json["code"]) == (403, "approval-required")
    assert waiter.post(path, {"reason": "regular guest", "percent": "10"}).status_code == 200
    consent = asked(waiter, order["id"], "manager", act="discount.over_limit").json["approval"]
    body = {"reason": "regular guest", "percent": "50", "approval": consent}
    assert waiter.post(path, body).json["discount"] == "110.25"
    again = waiter.post(path, body | {"percent": "60"})
    assert again.status_code == 403, "a consent is good for once"
    assert manager.post(path, {"reason": "owner's friend", "percent": "60"}).status_code == 200
