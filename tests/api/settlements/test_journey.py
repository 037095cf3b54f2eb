"""Payments as guests make them, through the API and the sandbox, until the money is in the bank."""

from datetime import datetime, timedelta
from decimal import Decimal

from api.settlements.gateway import ZONE
from api.settlements.promises import last_day
from tests.support.books import differences


def paid_by_card(waiter, sandbox):
    order = waiter.order("dal-makhani")
    begun = waiter.post("/api/payments/create-razorpay-order", {"order_id": order["id"]})
    handed = sandbox.pay(begun.get_json()["razorpay_order_id"]).json()
    done = waiter.post("/api/payments/verify-razorpay", handed)
    assert done.status_code == 200, done.text
    return done.get_json()


def settle_and_import(manager, sandbox, **faults):
    """Settle on the last day that is in time, and import that day."""
    now = datetime.fromtimestamp(sandbox.call("GET", "/sandbox/clock").json()["now"], ZONE)
    day = last_day(now.date())
    at = datetime(day.year, day.month, day.day, 11, tzinfo=ZONE)
    done = sandbox.door("settle", settled_at=int(at.timestamp()), faults=faults)
    days = {"from": str(day - timedelta(days=1)), "to": str(day)}
    answer = manager.post("/api/settlements/import", days)
    assert answer.status_code == 200, answer.text
    return done, answer.get_json()


def test_from_the_table_to_the_bank(waiter, manager, sandbox, database, settings):
    payments = [paid_by_card(waiter, sandbox) for _ in range(3)]
    body = {"amount": "31.50", "reason": "cold"}
    refunded = manager.post(f"/api/payments/{payments[0]['id']}/refunds", body)
    assert refunded.status_code == 201, refunded.text
    done, told = settle_and_import(manager, sandbox)
    assert told == {"settlements": 1, "lines_new": 4, "lines_known": 0, "exceptions_open": 0}

    lines = manager.get(f"/api/settlements/{done['settlement']['id']}/lines").get_json()["data"]
    assert {line["payment_id"] for line in lines} == {payment["id"] for payment in payments}
    assert [line["refund_id"] for line in lines if line["type"] == "refund"] == [
        refunded.get_json()["id"]
    ]
    assert {line["order_id"] for line in lines} == {payment["order_id"] for payment in payments}
    trial = manager.get("/api/books/trial-balance").get_json()
    balance = {one["account"]: one["balance"] for one in trial["accounts"]}
    assert Decimal(balance["BANK"]) * 100 == done["settlement"]["amount"]
    assert (balance["GATEWAY"], balance["SUSPENSE"]) == ("0.00", "0.00")
    path = f"/api/books/transactions?payment_id={payments[0]['id']}"
    booked = manager.get(path).get_json()["data"]
    assert sorted(one["kind"] for one in booked) == [
        "PAYMENT",
        "REFUND",
        "SETTLEMENT",
        "SETTLEMENT",
    ]
    assert differences(database, settings) == []

    overcharged = paid_by_card(waiter, sandbox)
    _, told = settle_and_import(manager, sandbox, fee_off=1)
    assert told["exceptions_open"] == 1
    found = manager.get("/api/settlements/exceptions?kind=FEE_OFF").get_json()["data"]
    assert [one["payment_id"] for one in found] == [overcharged["id"]]
