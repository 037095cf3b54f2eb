"""Any sequence of what customers, merchants, banks and time do: the books of the sandbox agree."""

from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
)

from tests.support.sandbox import RunningSandbox

DECLINED = "4100280000060003"
CAPTURES = st.sampled_from(("automatic", "manual"))


class Books(RuleBasedStateMachine):
    """Orders, payments, refunds, settlements and the clock against one running sandbox."""

    orders: Bundle[str] = Bundle("orders")
    payments: Bundle[str] = Bundle("payments")
    sandbox: RunningSandbox

    @initialize(target=orders, capture=CAPTURES)
    def begin(self, capture: str) -> MultipleResults[str]:
        self.since = self.sandbox.call("GET", "/sandbox/clock").json()["now"] + 1
        self.sandbox.advance(5)
        self.settled: Counter[str] = Counter()
        self.made: list[str] = []
        return multiple(self.create(10**7, "automatic", True), self.create(2468, capture, False))

    def create(self, amount: int, capture: str, partial: bool) -> str:
        body = {"amount": amount, "currency": "INR", "partial_payment": partial}
        order: dict[str, Any] = self.sandbox.sdk.order.create(
            {**body, "payment": {"capture": capture}}
        )
        return str(order["id"])

    @rule(target=payments, order=orders, good=st.booleans(), force=st.booleans())
    def pay(self, order: str, good: bool, force: bool) -> str:
        card = {} if good else {"card_number": DECLINED}
        answer = self.sandbox.pay(order, force=force, **card)
        assert answer.status_code in (200, 400, 402)
        return self.newest(order) if answer.status_code != 400 else "pay_00000000000000"

    @rule(order=orders, amount=st.sampled_from((99, 100, 1234, 2468)))
    def pay_a_part(self, order: str, amount: int) -> None:
        assert self.sandbox.pay(order, amount=amount).status_code in (200, 400)
        if self.sandbox.sdk.order.payments(order)["items"]:
            self.newest(order)

    @rule(order=orders)
    def authorize_late(self, order: str) -> None:
        for payment in self.of(order, "failed")[:1]:
            self.sandbox.door("authorize", payment_id=payment["id"])

    @rule(order=orders)
    def capture(self, order: str) -> None:
        for payment in self.of(order, "authorized")[:1]:
            body = {"amount": payment["amount"], "currency": "INR"}
            path = f"/v1/payments/{payment['id']}/capture"
            assert self.sandbox.call("POST", path, json=body).status_code in (200, 400)

    @rule(
        payment=payments,
        amount=st.none() | st.sampled_from((99, 100, 1234, 2468)),
        instant=st.booleans(),
    )
    def refund(self, payment: str, amount: int | None, instant: bool) -> None:
        body: dict[str, Any] = {"speed": "optimum" if instant else "normal"}
        if amount is not None:
            body["amount"] = amount
        answer = self.sandbox.call("POST", f"/v1/payments/{payment}/refund", json=body)
        assert answer.status_code in (200, 400)

    @rule(seconds=st.sampled_from((60, 86_400, 4 * 86_400)))
    def wait(self, seconds: int) -> None:
        self.sandbox.advance(seconds)

    @rule()
    def settle(self) -> None:
        settlement = self.sandbox.door("settle")["settlement"]
        if settlement is not None:
            path = f"/sandbox/settlement.csv?settlement_id={settlement['id']}"
            rows = self.sandbox.call("GET", path).text.splitlines()[1:]
            self.settled.update(row.split(",")[0] for row in rows)

    @invariant()
    def ledger_and_entities_agree(self) -> None:
        ledger = self.sandbox.call("GET", f"/sandbox/ledger?from={self.since}").json()
        lines = {line["entity_id"]: line for line in ledger["items"]}
        assert len(lines) == len(ledger["items"])
        for payment_id in self.made:
            payment = self.sandbox.sdk.payment.fetch(payment_id)
            assert 0 <= payment["amount_refunded"] <= payment["amount"]
            assert payment["captured"] == (payment_id in lines)
            if payment["captured"]:
                line = lines[payment_id]
                assert line["credit"] + line["fee"] == payment["amount"]
            given_back = sum(
                line["debit"]
                for line in lines.values()
                if line["type"] == "refund" and line["payment_id"] == payment_id
            )
            assert given_back == (payment["amount_refunded"] if payment["captured"] else 0)

    @invariant()
    def orders_and_payments_agree(self) -> None:
        for payment_id in self.made:
            order_id = self.sandbox.sdk.payment.fetch(payment_id)["order_id"]
            order = self.sandbox.sdk.order.fetch(order_id)
            payments = self.sandbox.sdk.order.payments(order_id)["items"]
            captured = sum(payment["amount"] for payment in payments if payment["captured"])
            assert order["amount_paid"] + order["amount_due"] == order["amount"]
            assert order["amount_paid"] == min(captured, order["amount"])
            assert (order["status"] == "paid") == (order["amount_due"] == 0)
            assert order["attempts"] == len(payments)

    @invariant()
    def nothing_is_settled_twice(self) -> None:
        assert set(self.settled.values()) <= {1}

    def of(self, order: str, status: str) -> list[dict[str, Any]]:
        items = self.sandbox.sdk.order.payments(order)["items"]
        return [payment for payment in items if payment["status"] == status]

    def newest(self, order: str) -> str:
        payment: str = self.sandbox.sdk.order.payments(order)["items"][0]["id"]
        if payment not in self.made:
            self.made.append(payment)
        return payment


def test_the_books_agree_whatever_happens(tmp_path: Path) -> None:
    running = RunningSandbox(tmp_path, "")
    running.start()
    Books.sandbox = running
    try:
        from hypothesis.stateful import run_state_machine_as_test

        run_state_machine_as_test(
            Books,
            settings=settings(
                max_examples=40,
                stateful_step_count=30,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        running.program.kill()
