"""Any sequence of acts on a drawer, against a model of four numbers."""

import itertools
from typing import Any, ClassVar

from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from chitrail.ids import new_id
from chitrail.money import MAX_PAISE, format_rupees
from tests.api.drawers.tills import Till
from tests.support.restaurant import Caller

MOST = MAX_PAISE // 3
paise = st.integers(min_value=1, max_value=MOST)
_numbers = itertools.count(1)


class Drawer(RuleBasedStateMachine):
    """One shift; every act that is accepted is also repeated with its key and must have no effect."""

    cashier: ClassVar[Caller]
    manager: ClassVar[Caller]

    @initialize(float_=st.integers(min_value=0, max_value=MOST))
    def begin(self, float_: int) -> None:
        body = {"drawer": f"model-{next(_numbers)}", "float": format_rupees(float_)}
        shift: Any = self.cashier.post("/api/drawers/open", body).json
        self.till = Till(self.cashier, shift["drawer"], shift["id"])
        self.float, self.no_sales = float_, 0
        self.moves: list[int] = []
        self.report: dict[str, Any] | None = None

    @property
    def expected(self) -> int:
        return self.float + sum(self.moves)

    def act(self, name: str, body: dict[str, Any], *, allowed: bool = True) -> bool:
        key = str(new_id())
        answer = self.till.post(name, body, key)
        wanted = 409 if self.report else 200 if allowed else 422
        assert answer.status_code == wanted, answer.text
        if wanted == 200:
            assert self.till.post(name, body, key).data == answer.data
        return wanted == 200

    @rule(amount=paise)
    def pay_in(self, amount: int) -> None:
        body = {"amount": format_rupees(amount), "reason": "change"}
        if self.act("pay-in", body, allowed=self.expected + amount <= MAX_PAISE):
            self.moves.append(amount)

    @rule(amount=paise)
    def pay_out(self, amount: int) -> None:
        body = {"amount": format_rupees(amount), "reason": "bank"}
        if self.act("pay-out", body, allowed=amount <= self.expected):
            self.moves.append(-amount)

    @precondition(lambda self: self.expected > 0)
    @rule()
    def pay_out_all(self) -> None:
        body = {"amount": format_rupees(self.expected), "reason": "bank"}
        if self.act("pay-out", body):
            self.moves.append(-self.expected)

    @rule()
    def no_sale(self) -> None:
        key = str(new_id())
        answer = self.till.no_sale(self.manager, key)
        assert answer.status_code == (409 if self.report else 200), answer.text
        if not self.report:
            assert self.till.no_sale(self.manager, key).data == answer.data
            self.no_sales += 1

    @precondition(lambda self: len(self.moves) + self.no_sales > 2)
    @rule(off=st.integers(min_value=-500, max_value=500))
    def close(self, off: int) -> None:
        counted = max(0, self.expected + off)
        answer: Any = self.till.post("close", {"counted": format_rupees(counted)})
        if self.report:
            assert (answer.status_code, answer.json["report"]) == (409, self.report)
            return
        self.report = answer.json
        assert answer.json["counted"] == format_rupees(counted)
        assert answer.json["over_short"] == format_rupees(counted - self.expected)

    @invariant()
    def the_report_is_the_model(self) -> None:
        kind = "z-report" if self.report else "x-report"
        report: Any = self.manager.get(f"/api/drawers/{self.till.shift_id}/{kind}").json
        assert self.report in (None, report)
        ins = [amount for amount in self.moves if amount > 0]
        outs = [-amount for amount in self.moves if amount < 0]
        counts = [report[name] for name in ("pay_ins_count", "pay_outs_count", "no_sale_count")]
        assert counts == [len(ins), len(outs), self.no_sales]
        sums = [report[name] for name in ("float", "pay_ins", "pay_outs", "expected")]
        model = [self.float, sum(ins), sum(outs), self.expected]
        assert sums == [format_rupees(amount) for amount in model]


def test_a_drawer_is_its_model(cashier, manager):
    in_this_restaurant = type("Drawer", (Drawer,), {"cashier": cashier, "manager": manager})
    run_state_machine_as_test(
        in_this_restaurant,
        settings=hypothesis_settings(
            max_examples=20,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
