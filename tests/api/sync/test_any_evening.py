"""Any evening at a table: it adds up to the paisa, and telling any of it again changes nothing."""

from collections import Counter
from decimal import Decimal

from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.api.sync.evenings import Evening
from tests.support.books import differences

KINDS = ("add", "change", "recourse", "void", "split_off", "split_off", "merge", "fire", "hold")
some = st.integers(0, 6)
steps = st.lists(
    st.tuples(st.sampled_from((*KINDS, "move", "cash", "advance")), some, some, some),
    min_size=1,
    max_size=12,
)
played = hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def dishes(evening):
    """Portions of each dish on the open orders, and what they cost before taxes."""
    found, subtotal = Counter(), Decimal()
    for which in range(len(evening.orders)):
        order = evening.read(which)
        subtotal += Decimal(order["subtotal"])
        for x in order["lines"]:
            if not x["voided"]:
                found[x["item_code"]] += x["quantity"]
    return found, subtotal


def check_sums(order):
    """Lines to the order's sums, sums to the total, parts to the whole."""
    standing = [x for x in order["lines"] if not x["voided"]]
    assert sum(Decimal(x["total"]) for x in standing) == Decimal(order["subtotal"])
    whole = sum(Decimal(order[name]) for name in ("subtotal", "cgst", "sgst", "round_off"))
    assert whole == Decimal(order["total"])
    assert Decimal(order["settled"]) <= Decimal(order["total"])
    on_rail = {t["id"] for t in order["tickets"] if t["status"] == "HELD"}
    assert not on_rail or order["status"] in ("PLACED", "CONFIRMED", "PREPARING")


@given(steps, st.integers(2, 4))
@played
def test_lines_add_up_to_the_total_and_parts_to_the_whole(manager, database, walk, parts):
    evening = Evening(manager)
    evening.tell(evening.placing())
    for step in walk:
        before = dishes(evening)
        operation = evening.operation(step)
        (result,) = evening.tell(operation)
        evening.note(operation, result)
        if result["outcome"] == "rejected" or step[0] not in ("add", "change", "void"):
            assert dishes(evening) == before, (operation, result)
    for which in range(len(evening.orders)):
        order = evening.read(which)
        check_sums(order)
        path = f"/api/orders/{order['id']}/split"
        split = manager.post(path, {"by": "EQUAL", "count": parts})
        assert split.status_code in (200, 409, 422), split.text
        if split.status_code == 200:
            shares = [Decimal(part["amount"]) for part in split.json["parts"]]
            assert sum(shares) == Decimal(order["total"])
            refused = manager.post(
                f"/api/orders/{order['id']}/split-off",
                {"lines": [{"line_id": order["lines"][0]["id"]}]},
            )
            assert refused.json["code"] == "bill-split"
    assert differences(database) == []


@given(steps, st.lists(st.integers(0, 12), min_size=13, max_size=13))
@played
def test_telling_any_of_it_again_gives_the_same_state(manager, database, walk, cuts):
    straight, torn = Evening(manager), Evening(manager)
    straight.tell(straight.placing())
    batch = [torn.placing()]
    answers = [result["answer"] for result in torn.tell(*batch)]
    for step, cut in zip(walk, cuts, strict=False):
        once = straight.operation(step)
        (expected,) = straight.tell(once)
        straight.note(once, expected)
        operation = torn.operation(step)
        *again, result = torn.tell(*batch[cut:], operation)
        assert [one["outcome"] for one in again] == ["already applied"] * len(batch[cut:])
        assert [one["answer"] for one in again] == answers[cut:]
        assert (result["outcome"], result["status"]) == (expected["outcome"], expected["status"])
        torn.note(operation, result)
        if result["outcome"] == "applied":
            batch.append(operation)
            answers.append(result["answer"])
    for cut in (cuts[-1] % len(batch), len(batch)):
        told = torn.tell(*batch[: cut or 1])
        assert {one["outcome"] for one in told} == {"already applied"}
    assert torn.state() == straight.state()
    assert differences(database) == []
