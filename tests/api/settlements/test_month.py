"""A month of trade through the gateway, with faults of every kind: each is found, and nothing else is."""

import csv
import io
import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api.settlements.gateway import ZONE
from api.settlements.promises import last_day
from chitrail.settings import Settings
from tests.api.settlements import takings
from tests.api.settlements.commands import settlements_command
from tests.api.settlements.takings import Taken
from tests.support.restaurant import Caller
from tests.support.sandbox import RunningSandbox

KINDS = {
    "missing": "MISSING",
    "late": "LATE",
    "fee_off": "FEE_OFF",
    "amount_off": "AMOUNT_OFF",
    "duplicate": "DUPLICATE",
    "unknown": "UNKNOWN",
    "unknown_refund": "REFUND_WITHOUT_ROW",
}
DAYS, PAYMENTS_A_DAY, REFUNDS_A_DAY = 30, 21, 2
PAYING_DAYS = (0, 2, 4)
"""Monday, Wednesday, Friday: what one of them leaves out is late on the next."""
DAY = 86_400


class Month:
    """Plays guests, staff and gateway day by day, and notes every fault that was planted."""

    def __init__(self, sandbox: RunningSandbox, database: psycopg.Connection) -> None:
        self.sandbox, self.database = sandbox, database
        self.dice = random.Random(20260401)
        self.paid: list[Taken] = []
        self.refunded: list[Taken] = []
        self.planted: list[tuple[str, str]] = []
        self.settlements: list[str] = []
        self.first_day = self.today()

    def today(self) -> date:
        return self.now().astimezone(ZONE).date()

    def now(self) -> datetime:
        told = self.sandbox.call("GET", "/sandbox/clock").json()["now"]
        return datetime.fromtimestamp(told, UTC)

    def to_monday(self) -> None:
        """Monday noon in India: the same month on whatever day the test runs."""
        now = self.now().astimezone(ZONE)
        noon = now.replace(hour=12, minute=0, second=0, microsecond=0)
        ahead = int((noon - now).total_seconds()) - now.weekday() * DAY
        self.sandbox.advance(ahead % (7 * DAY))

    def trade(self, payments: int, refunds: int) -> None:
        """One day's payments, and refunds of what was paid before."""
        for _ in range(payments):
            amount = self.dice.randrange(10_000, 500_000)
            order = self.sandbox.sdk.order.create({"amount": amount, "currency": "INR"})
            answer = self.sandbox.pay(order["id"])
            entity = self.sandbox.sdk.payment.fetch(answer.json()["razorpay_payment_id"])
            self.paid.append(
                takings.payment(
                    self.database,
                    amount,
                    datetime.fromtimestamp(entity["created_at"], UTC),
                    entity_id=entity["id"],
                    fee=(entity["fee"], entity["tax"]),
                )
            )
        for paid in self.dice.sample(self.paid, refunds):
            if any(refund.payment_id == paid.id for refund in self.refunded):
                continue
            amount = self.dice.choice([paid.amount, paid.amount // 2, 100])
            entity = self.sandbox.sdk.payment.refund(paid.entity_id, {"amount": amount})
            when = datetime.fromtimestamp(entity["created_at"], UTC)
            self.refunded.append(
                takings.refund(self.database, paid, amount, when, entity_id=entity["id"])
            )

    def settle(self, faults: dict[str, int], seed: int) -> None:
        """Pay out what is due, with mistakes."""
        until = max(
            day
            for day in (self.today() - timedelta(days=back) for back in range(7))
            if last_day(day) - timedelta(days=1) <= self.today()
        )
        end = datetime(until.year, until.month, until.day, 23, 59, 59, tzinfo=ZONE)
        done = self.sandbox.door("settle", until=int(end.timestamp()), faults=faults, seed=seed)
        if done["settlement"] is not None:
            self.settlements.append(done["settlement"]["id"])
        for fault in done["faults"]:
            if fault["kind"] == "missing" and ("LATE", fault["entity_id"]) in self.planted:
                self.planted.remove(
                    ("LATE", fault["entity_id"])
                )  # left out last time, now for good
            self.planted.append((KINDS[fault["kind"]], fault["entity_id"]))

    def days(self, count: int, payments: int, refunds: int, faults: list[dict[str, int]]) -> None:
        """Trade each day; on paying days settle, with the next of `faults`."""
        for number in range(count):
            self.trade(payments, refunds)
            if self.today().weekday() in PAYING_DAYS:
                self.settle(faults.pop() if faults else {}, seed=number)
            self.sandbox.advance(DAY)


@pytest.fixture(scope="module")
def month(sandbox: RunningSandbox, restaurant_url: str) -> Month:
    url = restaurant_url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(url, autocommit=True) as connection:
        played = Month(sandbox, connection)
        played.to_monday()
        played.first_day = played.today()
        played.days(5, PAYMENTS_A_DAY, 0, [])
        faults = [dict.fromkeys(KINDS, 1), dict.fromkeys(KINDS, 2)] * 4
        played.days(DAYS - 5, PAYMENTS_A_DAY, REFUNDS_A_DAY + 1, faults)
        played.days(10, 3, 0, [])
    return played


def import_all(manager: Caller, month: Month) -> list[dict[str, Any]]:
    """Every day of the month, ten at a time."""
    answers = []
    for first in range(0, 60, 20):
        begin = month.first_day + timedelta(days=first)
        body = {"from": str(begin), "to": str(begin + timedelta(days=19))}
        answer = manager.post("/api/settlements/import", body)
        assert answer.status_code == 200, answer.text
        answers.append(answer.get_json())
    return answers


def exceptions(manager: Caller, more: str) -> list[dict[str, Any]]:
    found, cursor = [], ""
    while True:
        page = manager.get(f"/api/settlements/exceptions?limit=10&{more}{cursor}").get_json()
        found += page["data"]
        if page["page"]["next"] is None:
            return found
        cursor = f"&cursor={page['page']['next']}"


def test_every_fault_is_found_and_nothing_else(
    month, manager, database, settings, tmp_path, capsys
):
    assert len(month.paid) >= 600
    assert len(month.refunded) >= 60
    answers = import_all(manager, month)
    assert sum(answer["settlements"] for answer in answers) == len(month.settlements)
    forge(month, settings, tmp_path)

    found = {(one["kind"], one["subject"]) for one in exceptions(manager, "open=true")}
    planted = set(month.planted)
    with capsys.disabled():
        print(
            f"\n{len(month.paid)} payments, {len(month.refunded)} refunds, {len(month.settlements)}"
            f" settlements: found {len(found & planted)}/{len(planted)} planted,"
            f" {len(found - planted)} false alarms; {dict(sorted(Counter(k for k, _ in found).items()))}"
        )
    assert {kind for kind, _ in planted} == {*KINDS.values(), "TOTAL_OFF"}
    assert found == planted

    before = state(database)
    again = import_all(manager, month)
    assert [answer["lines_new"] for answer in again] == [0, 0, 0]
    assert sum(a["lines_known"] for a in again) == sum(a["lines_new"] for a in answers)
    assert state(database) == before
    books_agree(month, manager)


def forge(month: Month, settings: Settings, folder: Path) -> None:
    """The gateway's own export of a settlement, with one more line in it."""
    settlement_id = month.settlements[-1]
    export = month.sandbox.call(
        "GET", f"/sandbox/settlement.csv?settlement_id={settlement_id}"
    ).text
    rows = list(csv.DictReader(io.StringIO(export)))
    forged = {**rows[0], "entity_id": "pay_Forged", "type": "payment", "amount": "100"}
    forged |= {"credit": "100", "debit": "0", "fee": "0", "tax": "0"}
    path = folder / "forged.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows([*rows, forged])
    done = settlements_command(settings, "import", "--csv", str(path))
    assert done.returncode == 1, done.stderr
    assert f"1 settlements: 1 new lines, {len(rows)} known before" in done.stdout
    assert f"{len(set(month.planted)) + 2} open differences" in done.stdout
    month.planted += [("UNKNOWN", "pay_Forged"), ("TOTAL_OFF", settlement_id)]


def state(database: psycopg.Connection) -> list[Any]:
    """Every row of settlements and ledger."""
    tables = ("settlements", "settlement_lines", "settlement_exceptions", "ledger_entries")
    return [
        database.execute(f"SELECT t::text FROM {table} t ORDER BY 1").fetchall()  # noqa: S608
        for table in tables
    ]


def books_agree(month: Month, manager: Caller) -> None:
    """BANK is what was transferred, GATEWAY what is not settled yet; the rest is explained by exceptions."""
    listed = manager.get("/api/settlements?limit=100").get_json()["data"]
    assert {one["id"] for one in listed} == set(month.settlements)
    assert sum(one["lines"] for one in listed) == sum(
        manager.get(f"/api/settlements/{one['id']}/lines?limit=1").get_json()["page"]["total"]
        for one in listed
    )
    trial = manager.get("/api/books/trial-balance").get_json()
    assert trial["balance"] == "0.00"
    balance = {one["account"]: Decimal(one["balance"]) for one in trial["accounts"]}
    assert sum(balance.values()) == 0
    transferred = sum(Decimal(one["amount"]) for one in listed)
    assert balance["BANK"] == transferred + 1
    fees = sum(Decimal(one["fees"]) for one in listed)
    assert balance["GATEWAY_FEES"] + balance["GATEWAY_GST"] == fees
    assert balance["GATEWAY_GST"] == sum(Decimal(one["tax"]) for one in listed)

    lines = [line for one in listed for line in all_lines(manager, one["id"])]
    joined = {line["entity_id"]: Decimal(line["amount"]) for line in lines if line["payment_id"]}
    waiting = sum(p.amount for p in month.paid if p.entity_id not in joined)
    waiting -= sum(r.amount for r in month.refunded if r.entity_id not in joined)
    off = sum(joined[p.entity_id] * 100 - p.amount for p in month.paid if p.entity_id in joined)
    assert balance["GATEWAY"] * 100 == waiting - off
    suspense = sum(
        Decimal(line["amount"]) * (1 if line["type"] == "payment" else -1)
        for line in lines
        if line["payment_id"] is None
    )
    assert balance["SUSPENSE"] == -suspense


def all_lines(manager: Caller, settlement_id: str) -> list[dict[str, Any]]:
    """Lines of a settlement, page by page."""
    found, cursor = [], ""
    while True:
        path = f"/api/settlements/{settlement_id}/lines?limit=25{cursor}"
        page = manager.get(path).get_json()
        found += page["data"]
        if page["page"]["next"] is None:
            return found
        cursor = f"&cursor={page['page']['next']}"
