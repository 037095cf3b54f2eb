"""Whatever happens to an order and its payments, in any order: captured - refunded = ledger = gateway.

Hypothesis plays guests, waiters, managers, the bank and the webhooks against the real API, database and
sandbox. The janitor's steps are run here, one by one, so that every run can be repeated.
"""

from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from api.janitor import payments, refunds, webhooks
from chitrail.money import format_rupees
from tests.support.books import differences
from tests.support.webhooks import deliver

DECLINED = "4100280000060003"
amounts = st.one_of(st.none(), st.integers(100, 30_000))
tips = st.sampled_from([None, None, 100, 2_050])


def optional(**paise: int | None) -> dict[str, str]:
    return {name: format_rupees(value) for name, value in paise.items() if value is not None}


class Money(RuleBasedStateMachine):
    """One order from the first dish to the last refund."""

    waiter: Any
    manager: Any
    sandbox: Any
    settings: Any
    connection: psycopg.Connection
    begun = Bundle("begun")
    signed = Bundle("signed")
    entities = Bundle("entities")

    @initialize(dishes=st.sampled_from([["lassi"], ["soda"], ["dal-makhani", "butter-naan"]]))
    def place(self, dishes):
        self.order = self.waiter.order(*dishes)
        self.parts: list[str | None] = [None]

    @rule(target=begun, amount=amounts, tip=tips, which=st.integers(0, 3))
    def begin(self, amount, tip, which):
        body = {
            "order_id": self.order["id"],
            **optional(amount=amount, tip=tip),
            **self.part(which),
        }
        answer = self.waiter.post("/api/payments/create-razorpay-order", body)
        assert answer.status_code in (201, 409, 422), answer.text
        return multiple(answer.json) if answer.status_code == 201 else multiple()

    @rule(target=signed, attempt=begun)
    def guest_pays(self, attempt):
        answer = self.sandbox.pay(attempt["razorpay_order_id"])
        return multiple(answer.json()) if answer.status_code == 200 else multiple()

    @rule(attempt=begun)
    def card_is_declined(self, attempt):
        self.sandbox.pay(attempt["razorpay_order_id"], card_number=DECLINED)

    @rule(attempt=begun, force=st.booleans())
    def bank_is_late(self, attempt, force):
        """A payment that failed is authorised after all; with `force` on an order that is paid by now too."""
        tried = self.sandbox.sdk.order.payments(attempt["razorpay_order_id"])["items"]
        failed = [entity for entity in tried if entity["status"] == "failed"]
        if failed:
            body = {"payment_id": failed[0]["id"], "force": force}
            answer = self.sandbox.call("POST", "/sandbox/authorize", json=body)
            assert answer.status_code in (200, 400), answer.text

    @rule(attempt=begun)
    def guest_pays_twice(self, attempt):
        """Two phones pay the same code."""
        self.sandbox.pay(attempt["razorpay_order_id"], force=True)

    @rule(values=signed)
    def verify(self, values):
        answer = self.waiter.post("/api/payments/verify-razorpay", values)
        assert answer.status_code == 200, answer.text

    @rule(target=entities, attempt=begun)
    def bank_speaks(self, attempt):
        """Snapshots for webhooks, as they are now; told later, in any order."""
        return multiple(*self.sandbox.sdk.order.payments(attempt["razorpay_order_id"])["items"])

    @rule(
        entity=entities,
        event=st.sampled_from(["payment.captured", "order.paid"]),
        twice=st.booleans(),
    )
    def webhook(self, entity, event, twice):
        name = "payment.failed" if entity["status"] == "failed" else event
        for _ in range(1 + twice):
            answer = deliver(self.waiter.app, name, payment=entity)
            assert answer.status_code == 200

    @rule(amount=amounts, tip=tips, which=st.integers(0, 3))
    def cash(self, amount, tip, which):
        body = {
            "order_id": self.order["id"],
            **optional(amount=amount, tip=tip),
            **self.part(which),
        }
        answer = self.waiter.post("/api/payments/confirm-cash", body)
        assert answer.status_code in (200, 409, 422), answer.text

    @rule(amount=amounts, which=st.integers(0, 5))
    def refund(self, amount, which):
        listed = self.waiter.get(f"/api/payments?order_id={self.order['id']}").json["data"]
        if not listed:
            return
        payment = listed[which % len(listed)]
        body = {"reason": "machine", **optional(amount=amount)}
        answer = self.manager.post(f"/api/payments/{payment['id']}/refunds", body)
        assert answer.status_code in (201, 409, 422), answer.text

    @rule(attempt=consumes(begun))
    def give_up(self, attempt):
        answer = self.waiter.post(
            f"/api/payments/{attempt['id']}/cancel", {"reason": "pays in cash"}
        )
        assert answer.status_code in (200, 409), answer.text

    @rule(count=st.integers(2, 3))
    def split(self, count):
        path = f"/api/orders/{self.order['id']}/split"
        answer = self.waiter.post(path, {"by": "EQUAL", "count": count})
        assert answer.status_code in (200, 409, 422), answer.text
        if answer.status_code == 200:
            self.parts = [part["id"] for part in answer.json["parts"]]

    @precondition(lambda self: self.parts != [None])
    @rule()
    def unsplit(self):
        answer = self.waiter.post(f"/api/orders/{self.order['id']}/unsplit")
        assert answer.status_code in (200, 409), answer.text
        if answer.status_code == 200:
            self.parts = [None]

    @rule()
    def cancel(self):
        answer = self.manager.post(f"/api/orders/{self.order['id']}/cancel", {"reason": "left"})
        assert answer.status_code in (200, 409), answer.text

    @rule()
    def janitor(self):
        database = self.waiter.app.extensions["database"]
        while webhooks.book_next(database, self.settings):
            pass
        while refunds.pursue_next(database, self.settings):
            pass
        while payments.check_next(database, self.settings):
            pass

    @invariant()
    def never_above_the_order(self):
        if not hasattr(self, "order"):
            return
        total, settled, refunded, ledger = self.connection.execute(
            """SELECT total_paise, settled_paise, refunded_paise,
                 (SELECT coalesce(-sum(e.amount_paise), 0) FROM ledger_transactions t
                  JOIN ledger_entries e ON e.transaction_id = t.id
                  WHERE t.order_id = o.id AND e.account = 'ORDERS')
               FROM orders o WHERE id = %s""",
            (self.order["id"],),
        ).fetchone()
        assert 0 <= refunded <= settled <= total
        assert ledger == settled - refunded

    def teardown(self):
        """Everything the bank knows is told in the end, and then nothing is left open or owed."""
        if not hasattr(self, "order"):
            return
        # Webhooks first: what they book is looked back at a quarter of an hour later, which is now.
        self.janitor()
        self.connection.execute(
            "UPDATE payments SET next_check_at = now() - interval '1 second' WHERE order_id = %s"
            " AND razorpay_order_id IS NOT NULL AND duplicate_of IS NULL",
            (self.order["id"],),
        )
        self.janitor()
        self.connection.execute(
            "UPDATE refunds SET next_check_at = now() WHERE status = 'PENDING' AND order_id = %s",
            (self.order["id"],),
        )
        self.janitor()
        assert differences(self.connection, self.settings) == []

    def part(self, which: int) -> dict[str, str]:
        chosen = self.parts[which % len(self.parts)]
        return {} if chosen is None else {"part_id": chosen}


@pytest.mark.timeout(3600)
def test_money_is_never_lost_doubled_or_kept(waiter, manager, sandbox, settings, database):
    bound = {
        "waiter": waiter,
        "manager": manager,
        "sandbox": sandbox,
        "settings": settings,
        "connection": database,
    }
    machine = type("Bound", (Money,), bound)
    run_state_machine_as_test(
        machine,
        settings=hypothesis_settings(
            max_examples=30,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
