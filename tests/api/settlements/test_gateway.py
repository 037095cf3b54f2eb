"""Reading the gateway: pages, days, retries, answers that cannot be believed, and what becomes of totals."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask

from api.app import create_app
from chitrail.settings import Settings
from tests.api.settlements.stub import Stub, serving, transfer
from tests.api.settlements.takings import at, payment, refund, settled
from tests.support import restaurant
from tests.support.restaurant import OTHER_OUTLET, OUTLET, Caller

APRIL = {"from": "2026-04-01", "to": "2026-04-30"}
Calling = Callable[..., Caller]


@pytest.fixture
def stub() -> Iterator[Stub]:
    with serving() as stub:
        yield stub


@pytest.fixture
def stubbed(shop_settings: Settings, stub: Stub) -> Iterator[Flask]:
    app = create_app(replace(shop_settings, razorpay_base_url=stub.url))
    yield app
    app.extensions["database"].dispose()


@pytest.fixture
def of(stubbed: Flask) -> Calling:
    return lambda role="manager", outlet=OUTLET: Caller(stubbed, restaurant.actor(role, outlet))


def imported(caller, body=APRIL):
    answer = caller.post("/api/settlements/import", body)
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def test_every_page_of_every_day_is_read(shop, stub, of):
    paid = [payment(shop, 10_000, at(1)) for _ in range(3)]
    items = [settled(paid[n % 3], "setl_A", at(3), entity_id=f"pay_{n}") for n in range(1_203)]
    other = settled(paid[0], "setl_B", at(6))
    stub.items, stub.transfers = (
        [*items, other],
        [transfer("setl_A", items), transfer("setl_B", [other])],
    )
    told = imported(of())
    assert told == {
        "settlements": 2,
        "lines_new": 1_204,
        "lines_known": 0,
        "exceptions_open": 1_203 + 3,  # unknown, and of ours one late and two missing
    }
    recon = [path for path in stub.asked if "recon" in path]
    assert len(recon) == 30 + 2
    assert len(stub.asked) == len(recon) + 1
    assert imported(of())["lines_new"] == 0


def test_days_are_days_of_india(shop, stub, of):
    paid = payment(shop, 10_000, at(1))
    late_evening = datetime(2026, 4, 3, 18, 29, tzinfo=UTC)
    items = [settled(paid, "setl_A", late_evening)]
    stub.items, stub.transfers = items, [transfer("setl_A", items)]
    assert imported(of(), {"from": "2026-04-04", "to": "2026-04-04"})["settlements"] == 0
    assert imported(of(), {"from": "2026-04-03", "to": "2026-04-03"})["settlements"] == 1


def test_without_days_it_is_the_last_week(stub, of):
    assert imported(of(), {})["settlements"] == 0
    assert len(stub.asked) == 7


@pytest.mark.parametrize(
    "body",
    [
        {"from": "2026-04-01", "to": "2026-05-02"},
        {"from": "2026-04-02", "to": "2026-04-01"},
        {"from": "yesterday"},
        {"until": "2026-04-01"},
    ],
)
def test_bad_days_are_refused_and_nobody_is_asked(stub, of, body):
    answer = of().post("/api/settlements/import", body)
    assert answer.status_code == 422
    assert stub.asked == []


def test_a_gateway_that_stumbles_is_asked_again(shop, stub, of):
    items = [settled(payment(shop, 10_000, at(1)), "setl_A", at(3))]
    stub.items, stub.transfers, stub.failing = items, [transfer("setl_A", items)], 2
    assert imported(of())["lines_new"] == 1


def test_a_gateway_that_is_away_changes_nothing_and_gives_the_key_back(shop, stub, of):
    items = [settled(payment(shop, 10_000, at(1)), "setl_A", at(3))]
    stub.items, stub.transfers, stub.failing = items, [transfer("setl_A", items)], 3
    manager = of()
    assert manager.post("/api/settlements/import", APRIL, key="one").status_code == 502
    assert shop.execute("SELECT count(*) FROM settlements").fetchone() == (0,)
    second = manager.post("/api/settlements/import", APRIL, key="one")
    assert second.status_code == 200
    asked = len(stub.asked)
    third = manager.post("/api/settlements/import", APRIL, key="one")
    assert third.get_data() == second.get_data()
    assert len(stub.asked) == asked


@pytest.mark.parametrize(
    "changes",
    [
        {"fee": "590"},
        {"amount": -1},
        {"credit": 100, "debit": 100},
        {"settled_at": None, "created_at": 1775131200},
        {"type": "gift"},
    ],
)
def test_an_item_that_cannot_be_believed_stops_the_whole_import(shop, stub, of, changes):
    good = [settled(payment(shop, 10_000, at(1)), "setl_A", at(2))]
    bad = settled(payment(shop, 10_000, at(1)), "setl_B", at(3)) | changes
    stub.items, stub.transfers = good, [transfer("setl_A", good)]
    stub.on_every_page = [bad]
    answer = of().post("/api/settlements/import", APRIL)
    assert answer.status_code == 502, answer.text
    assert shop.execute("SELECT count(*) FROM settlements").fetchone() == (0,)


def test_total_off_until_the_missing_line_is_there(shop, stub, of):
    items = [settled(payment(shop, 10_000, at(1)), "setl_A", at(3)) for _ in range(2)]
    stub.items, stub.transfers = items[:1], [transfer("setl_A", items)]
    assert imported(of())["exceptions_open"] == 1
    listed = of().get("/api/settlements/exceptions?kind=TOTAL_OFF&open=true").get_json()["data"]
    assert [(one["subject"], one["expected"], one["found"]) for one in listed] == [
        ("setl_A", "97.64", "195.28")
    ]
    stub.items = items
    assert imported(of())["exceptions_open"] == 0


def test_a_transfer_that_failed_is_not_booked_and_one_that_fails_later_is_told(shop, stub, of):
    first = [settled(payment(shop, 10_000, at(1)), "setl_A", at(3))]
    second = [settled(payment(shop, 20_000, at(1)), "setl_B", at(3))]
    stub.items = first + second
    stub.transfers = [transfer("setl_A", first), transfer("setl_B", second, status="failed")]
    assert imported(of()) | {"settlements": 0} == {
        "settlements": 0,
        "lines_new": 1,
        "lines_known": 0,
        "exceptions_open": 0,
    }
    stub.transfers[0]["status"] = "failed"
    assert imported(of())["exceptions_open"] == 1
    listed = of().get("/api/settlements/exceptions").get_json()["data"]
    assert [(one["kind"], one["found"]) for one in listed] == [("TOTAL_OFF", "failed")]


def test_a_file_first_and_the_gateway_afterwards(shop, stub, of, importing):
    items = [settled(payment(shop, 10_000, at(1)), "setl_A", at(3)) for _ in range(3)]
    assert importing(*items[:2]) == set()
    listed = of().get("/api/settlements").get_json()["data"]
    assert [(one["status"], one["amount"]) for one in listed] == [("from_file", "195.28")]
    assert importing(items[2]) == set()
    listed = of().get("/api/settlements").get_json()["data"]
    assert [(one["amount"], one["fees"]) for one in listed] == [("292.92", "7.08")]

    stub.items, stub.transfers = items, [transfer("setl_A", items, amount=29_300)]
    told = imported(of())
    assert told == {"settlements": 1, "lines_new": 0, "lines_known": 3, "exceptions_open": 1}
    assert importing(*items) == {("TOTAL_OFF", "setl_A")}
    listed = of().get("/api/settlements").get_json()["data"]
    assert [(one["status"], one["amount"]) for one in listed] == [("processed", "293.00")]


def test_another_outlet_sees_its_own_and_what_is_nobodys(shop, stub, of):
    ours, theirs = (payment(shop, 10_000, at(1), outlet=o) for o in (OUTLET, OTHER_OUTLET))
    lines = [settled(one, "setl_A", at(3), fee=9, credit=9_991, tax=1) for one in (ours, theirs)]
    lines.append(settled(ours, "setl_A", at(3), entity_id="pay_Nobody"))
    alone = [settled(refund(shop, ours, 100, at(2)), "setl_B", at(3))]
    stub.items = lines + alone
    stub.transfers = [transfer("setl_A", lines), transfer("setl_B", alone)]
    assert imported(of())["exceptions_open"] == 2
    for outlet, mine, settlements in (
        (OUTLET, ours, ["setl_B", "setl_A"]),
        (OTHER_OUTLET, theirs, ["setl_A"]),
    ):
        caller = of("manager", outlet)
        listed = caller.get("/api/settlements").get_json()["data"]
        assert [one["id"] for one in listed] == settlements
        assert (listed[-1]["lines"], listed[-1]["net"]) == (2, "197.55")
        seen = caller.get("/api/settlements/setl_A/lines").get_json()["data"]
        assert {one["entity_id"] for one in seen} == {mine.entity_id, "pay_Nobody"}
        found = caller.get("/api/settlements/exceptions?open=true").get_json()["data"]
        assert {(one["kind"], one["subject"]) for one in found} == {
            ("FEE_OFF", mine.entity_id),
            ("UNKNOWN", "pay_Nobody"),
        }
    stranger = of("manager", OTHER_OUTLET)
    assert stranger.get("/api/settlements/setl_B/lines").status_code == 404
    fee_off = of().get("/api/settlements/exceptions?kind=FEE_OFF").get_json()["data"][0]
    path = f"/api/settlements/exceptions/{fee_off['id']}/resolve"
    assert stranger.post(path, {"note": "mine"}).status_code == 404


def test_resolving_needs_a_note_and_happens_once(shop, stub, of):
    items = [settled(payment(shop, 10_000, at(1)), "setl_A", at(3), entity_id="pay_Nobody")]
    stub.items, stub.transfers = items, [transfer("setl_A", items)]
    imported(of())
    one = of().get("/api/settlements/exceptions").get_json()["data"][0]
    path = f"/api/settlements/exceptions/{one['id']}/resolve"
    assert of().post(path, {}).status_code == 422
    assert of().post(path, {"note": ""}).status_code == 422
    done = of().post(path, {"note": "test payment of the installer"})
    assert done.status_code == 200, done.text
    assert done.get_json()["resolved_by"] == str(restaurant.staff_id("manager"))
    again = of().post(path, {"note": "again"})
    assert again.status_code == 409
    assert again.get_json()["exception"]["note"] == "test payment of the installer"
    assert imported(of())["exceptions_open"] == 0
    assert of().get("/api/settlements/exceptions?open=false").get_json()["page"]["total"] == 1
