"""Any acts on an order, in any order: its status and its packs are those of a model."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chitrail.states import PURCHASE_EDGES, PurchaseStatus
from tests.api.purchasing.shop import ORDERS, Shop, act, made

S = PurchaseStatus
BODIES: dict[str, dict[str, Any]] = {
    "approve": {},
    "send": {"via": "PHONE"},
    "cancel": {"reason": "x"},
    "close": {"reason": "x"},
}
TARGETS = {"approve": S.APPROVED, "send": S.SENT, "cancel": S.CANCELLED, "close": S.CLOSED}
MOST_BUTTER, MOST_EGGS = Decimal("4.2"), Decimal("2.1")
packs = st.decimals("0", "3", places=1)
receipts = st.tuples(packs, packs, st.booleans())
walks = st.lists(st.one_of(st.sampled_from(sorted(BODIES)), receipts), max_size=7)


class Model:
    """An order of 4 packs of butter and 2 of eggs; 5 % more may come."""

    def __init__(self) -> None:
        self.status = S.DRAFT
        self.received = [Decimal(0), Decimal(0)]
        self.given_up = [False, False]

    def act(self, name: str) -> int:
        if TARGETS[name] not in PURCHASE_EDGES[self.status]:
            return 409
        self.status = TARGETS[name]
        return 200

    def receive(self, butter: Decimal, eggs: Decimal, gives_up: bool) -> int:
        if S.PARTLY_RECEIVED not in PURCHASE_EDGES[self.status]:
            return 409
        if not gives_up and not (butter and eggs):
            return 422
        after = [self.received[0] + butter, self.received[1] + eggs]
        if after[0] > MOST_BUTTER or after[1] > MOST_EGGS:
            return 403
        self.received = after
        self.given_up = [before or gives_up for before in self.given_up]
        wanted = zip(after, (4, 2), self.given_up, strict=True)
        done = all(came >= packs or over for came, packs, over in wanted)
        self.status = S.RECEIVED if done else S.PARTLY_RECEIVED
        return 201


@pytest.fixture(scope="module")
def dealer(manager) -> Shop:
    return Shop.opened(manager)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(walks, st.booleans())
def test_an_order_follows_its_model(dealer, manager, walk, starts_sent):
    order, model = dealer.draft(butter=4, eggs=2), Model()
    for step in (["approve", "send"] if starts_sent else []) + walk:
        if isinstance(step, str):
            expected = model.act(step)
            answer = act(manager, order, step, **BODIES[step])
        else:
            butter, eggs, gives_up = step
            rest = "CLOSE" if gives_up else "BACKORDER"
            lines = [
                {"line_id": line["id"], "packs": str(count), "rest": rest}
                for line, count in zip(order["lines"], (butter, eggs), strict=True)
            ]
            expected = model.receive(butter, eggs, gives_up)
            answer = manager.post(f"{ORDERS}/{order['id']}/receipts", {"lines": lines})
        assert answer.status_code == expected, answer.text
    found = made(manager.get(f"{ORDERS}/{order['id']}"))
    assert found["status"] == model.status
    assert [Decimal(line["received_packs"]) for line in found["lines"]] == model.received
    listed = made(manager.get(f"/api/goods-receipts?order_id={order['id']}"))["data"]
    details = [made(manager.get(f"/api/goods-receipts/{one['id']}")) for one in listed]
    counted = [
        sum(Decimal(line["packs"]) for one in details for line in one["lines"][place : place + 1])
        for place in (0, 1)
    ]
    assert counted == model.received
