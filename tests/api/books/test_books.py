"""Reading the ledger: the trial balance to the paisa, transactions with their entries, and who sees what."""

from decimal import Decimal

import pytest

from tests.support.restaurant import OTHER_OUTLET

TRIAL, LIST = "/api/books/trial-balance", "/api/books/transactions"


@pytest.fixture(scope="module")
def cash(manager, waiter):
    """Two orders paid in cash, a drawer with its float, and what they came to."""
    opened = manager.post("/api/drawers/open", {"drawer": "main", "float": "500.00"})
    assert opened.status_code == 201, opened.text
    orders = [waiter.order("dal-makhani"), waiter.order("soda", "lassi")]
    payments = []
    for order in orders:
        body = {"order_id": order["id"], "tendered": "1000.00", "drawer": "main"}
        answer = waiter.post("/api/payments/confirm-cash", body)
        assert answer.status_code == 200, answer.text
        payments.append(answer.get_json())
    return payments


def balances(caller, query=""):
    told = caller.get(TRIAL + query)
    assert told.status_code == 200, told.text
    return told.get_json()


def test_the_trial_balance_adds_up_to_zero(cash, manager):
    trial = balances(manager)
    assert (trial["balance"], trial["debit"]) == ("0.00", trial["credit"])
    accounts = {one["account"]: one for one in trial["accounts"]}
    assert len(accounts) == 15
    for one in accounts.values():
        assert Decimal(one["balance"]) == Decimal(one["debit"]) - Decimal(one["credit"])
    taken = sum(Decimal(payment["amount"]) for payment in cash)
    assert Decimal(accounts["CASH"]["balance"]) == taken + 500
    assert accounts["SAFE"]["balance"] == "-500.00"
    assert Decimal(accounts["ORDERS"]["credit"]) == taken
    assert (accounts["BANK"]["balance"], accounts["BANK"]["kind"]) == ("0.00", "ASSET")


def test_the_trial_balance_of_some_days(cash, manager, database):
    day = database.execute("SELECT max(business_date) FROM ledger_transactions").fetchone()[0]
    whole = balances(manager)["debit"]
    assert balances(manager, f"?from={day}&to={day}")["debit"] == whole
    assert balances(manager, f"?from={day}")["from"] == str(day)
    assert balances(manager, "?to=2020-01-01")["debit"] == "0.00"
    assert manager.get(f"{TRIAL}?from=2026-04-02&to=2026-04-01").status_code == 422
    assert manager.get(f"{TRIAL}?from=today").status_code == 422


def test_transactions_with_their_entries(cash, manager):
    payment = cash[0]
    found = manager.get(f"{LIST}?order_id={payment['order_id']}").get_json()
    assert found["page"]["total"] == 1
    booked = found["data"][0]
    assert (booked["kind"], booked["payment_id"]) == ("PAYMENT", payment["id"])
    assert booked["payment_method"] == "CASH"
    sides = {one["account"]: (one["debit"], one["credit"]) for one in booked["entries"]}
    assert sides["CASH"] == (payment["amount"], "0.00")
    assert sides["ORDERS"] == ("0.00", payment["amount"])
    assert manager.get(f"{LIST}?payment_id={payment['id']}").get_json()["data"] == [booked]


def test_every_page_of_the_transactions(cash, manager):
    whole = manager.get(LIST).get_json()["data"]
    assert [one["kind"] for one in whole].count("PAYMENT") == len(cash)
    paged, cursor = [], ""
    while True:
        page = manager.get(f"{LIST}?limit=1{cursor}").get_json()
        paged += page["data"]
        if page["page"]["next"] is None:
            break
        cursor = f"&cursor={page['page']['next']}"
    assert paged == whole
    drawer = manager.get(f"{LIST}?kind=DRAWER").get_json()["data"]
    assert [[e["account"] for e in one["entries"]] for one in drawer] == [["CASH", "SAFE"]]
    day = whole[0]["business_date"]
    assert manager.get(f"{LIST}?business_date={day}").get_json()["data"] == whole
    assert manager.get(f"{LIST}?business_date=2020-01-01").get_json()["data"] == []
    assert manager.get(f"{LIST}?kind=ODD").status_code == 422


def test_another_outlet_sees_nothing_of_it(cash, calling):
    stranger = calling("manager", OTHER_OUTLET)
    assert balances(stranger)["debit"] == "0.00"
    assert stranger.get(LIST).get_json()["data"] == []
    assert stranger.get(f"{LIST}?payment_id={cash[0]['id']}").get_json()["data"] == []
