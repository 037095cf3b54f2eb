"""Settlements: every paisa of the ledger once, except where a fault was ordered."""

import csv
import io
from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.settlements import COLUMNS
from tests.support.waiting import eventually

DAY = 86_400


def paid(sandbox, amount=25000, **fields):
    order = sandbox.sdk.order.create(
        {"amount": amount, "currency": "INR", "receipt": f"r-{amount}", "notes": {"table": "T4"}}
    )
    return sandbox.pay(order["id"], **fields).json()["razorpay_payment_id"]


def recon(sandbox, at, **query):
    moment = datetime.fromtimestamp(at + 19_800, UTC)  # wall clock in India
    return sandbox.sdk.settlement.report(
        {"year": moment.year, "month": moment.month, "day": moment.day, "count": 1000, **query}
    )["items"]


def test_a_settlement_has_every_payment_and_refund_once_and_adds_up(sandbox, receiver):
    first, second = paid(sandbox), paid(sandbox, 9900, method="upi", vpa="success@razorpay")
    refund = sandbox.sdk.payment.refund(first, {"amount": 5000})
    answer = sandbox.door("settle")
    settlement = answer["settlement"]
    assert answer["faults"] == []
    assert sandbox.sdk.settlement.fetch(settlement["id"]) == settlement
    assert sandbox.sdk.settlement.all()["items"] == [settlement]
    items = {item["entity_id"]: item for item in recon(sandbox, settlement["created_at"])}
    assert set(items) == {first, second, refund["id"]}
    assert all(set(item) == set(COLUMNS) for item in items.values())
    payment = items[first]
    assert (payment["credit"], payment["amount"], payment["fee"], payment["tax"]) == (
        25000 - 590,
        25000,
        590,
        90,
    )
    assert (payment["payment_id"], payment["card_network"], payment["notes"]) == (
        None,
        "Visa",
        '{"table": "T4"}',
    )
    assert (payment["order_receipt"], payment["settlement_id"]) == ("r-25000", settlement["id"])
    given_back = items[refund["id"]]
    assert (given_back["debit"], given_back["payment_id"], given_back["type"]) == (
        5000,
        first,
        "refund",
    )
    ledger = sandbox.call("GET", "/sandbox/ledger").json()["totals"]
    assert settlement["amount"] == ledger["credit"] - ledger["debit"]
    assert (settlement["fees"], settlement["tax"]) == (ledger["fee"], ledger["tax"])
    eventually(lambda: receiver.bodies("settlement.processed"))
    told = receiver.bodies("settlement.processed")[0]["payload"]["settlement"]["entity"]
    assert told == settlement


def test_what_is_settled_is_not_settled_again(sandbox):
    paid(sandbox)
    assert sandbox.door("settle")["lines"] == 1
    assert sandbox.door("settle") == {"settlement": None, "lines": 0, "faults": []}
    paid(sandbox)
    assert sandbox.door("settle")["lines"] == 1


def test_only_what_was_captured_until_then_is_settled(sandbox):
    early = paid(sandbox)
    until = sandbox.call("GET", "/sandbox/clock").json()["now"]
    sandbox.advance(DAY)
    paid(sandbox)
    at = until + 2 * DAY
    settlement = sandbox.door("settle", until=until, settled_at=at)["settlement"]
    assert settlement["created_at"] == at
    assert [item["entity_id"] for item in recon(sandbox, at)] == [early]
    assert recon(sandbox, until) == []


def test_more_refunds_than_payments_wait_for_the_next_settlement(sandbox):
    payment = paid(sandbox)
    sandbox.door("settle")
    sandbox.sdk.payment.refund(payment, {})
    assert sandbox.door("settle")["settlement"] is None
    paid(sandbox, 90000)
    assert sandbox.door("settle")["lines"] == 2


def test_faults_are_planted_as_they_are_told(sandbox):
    payments = [paid(sandbox, 200_000 + number) for number in range(8)]
    faults = dict.fromkeys(
        ("missing", "late", "fee_off", "unknown", "duplicate", "unknown_refund", "amount_off"), 1
    )
    first = sandbox.door("settle", faults=faults, seed=3)
    planted = {fault["kind"]: fault["entity_id"] for fault in first["faults"]}
    assert set(planted) == set(faults)
    at = first["settlement"]["created_at"]
    items = {item["entity_id"]: item for item in recon(sandbox, at)}
    assert set(items) == {*payments, planted["unknown"], planted["unknown_refund"]} - {
        planted["missing"],
        planted["late"],
    }
    wrong = {
        kind
        for kind, field in (("fee_off", "fee"), ("amount_off", "amount"))
        if items[planted[kind]][field] != sandbox.sdk.payment.fetch(planted[kind])[field]
    }
    assert wrong == {"fee_off", "amount_off"}
    assert items[planted["unknown_refund"]]["debit"] > 0
    total = sum(item["credit"] - item["debit"] for item in items.values())
    assert total == first["settlement"]["amount"]
    second = sandbox.door("settle")["settlement"]
    seen = Counter(
        item["entity_id"] for item in recon(sandbox, at) if item["settlement_id"] == second["id"]
    )
    assert seen == {planted["late"]: 1, planted["duplicate"]: 1}
    assert sandbox.door("settle")["settlement"] is None


def test_the_file_has_the_same_lines(sandbox):
    paid(sandbox)
    settlement = sandbox.door("settle")["settlement"]
    path = f"/sandbox/settlement.csv?settlement_id={settlement['id']}"
    (row,) = csv.DictReader(io.StringIO(sandbox.call("GET", path).text))
    (item,) = recon(sandbox, settlement["created_at"])
    assert row["entity_id"] == item["entity_id"]
    assert (row["credit"], row["settled"], row["payment_id"]) == (str(item["credit"]), "true", "")
    assert sandbox.call("GET", "/sandbox/settlement.csv?settlement_id=x").status_code == 400


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("month=1", "year"),
        ("year=22&month=1", "year"),
        ("year=2026", "month"),
        ("year=2026&month=13", "month"),
        ("year=2026&month=1&day=32", "day"),
        ("year=2026&month=1&count=1001", "count"),
        ("year=2026&month=1&count=0", "count"),
    ],
)
def test_a_bad_question_is_refused_by_field(shared, query, field):
    answer = shared.call("GET", f"/v1/settlements/recon/combined?{query}")
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)


def test_pages_of_lines_and_months_of_india(sandbox):
    payments = {paid(sandbox, 10000 + number) for number in range(5)}
    new_year_in_india = 1_798_741_800  # 2027-01-01 00:00 +05:30
    sandbox.door("settle", settled_at=new_year_in_india)
    january = {"year": 2027, "month": 1}
    pages = [
        sandbox.sdk.settlement.report({**january, "count": 2, "skip": skip})["items"]
        for skip in (0, 2, 4)
    ]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert {item["entity_id"] for page in pages for item in page} == payments
    assert sandbox.sdk.settlement.report({"year": 2026, "month": 12})["count"] == 0
    assert sandbox.sdk.settlement.report({**january, "day": 2})["count"] == 0
    assert sandbox.sdk.settlement.report({"year": 2026, "month": 2, "day": 31})["count"] == 0


@settings(max_examples=15, deadline=None)
@given(
    amounts=st.lists(st.integers(100, 10_000_000), min_size=1, max_size=4),
    faults=st.dictionaries(
        st.sampled_from(("missing", "late", "fee_off", "unknown", "duplicate", "amount_off")),
        st.integers(0, 2),
    ),
)
def test_any_settlement_adds_up_to_its_lines(shared, amounts, faults):
    for amount in amounts:
        paid(shared, amount)
    answer = shared.door("settle", faults=faults)
    if answer["settlement"] is None:
        return
    items = list(
        csv.DictReader(
            io.StringIO(
                shared.call(
                    "GET", f"/sandbox/settlement.csv?settlement_id={answer['settlement']['id']}"
                ).text
            )
        )
    )
    assert len(items) == answer["lines"]
    assert answer["settlement"]["amount"] == sum(
        int(item["credit"]) - int(item["debit"]) for item in items
    )
    assert all(
        int(item["credit"]) == int(item["amount"]) - int(item["fee"])
        for item in items
        if item["type"] == "payment"
    )
