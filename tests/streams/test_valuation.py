"""The moving average by hand: examples a bookkeeper would check."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from streams.effects.valuation import NOTHING, Change, Worth, entering, leaving

QUANTITIES = st.decimals("0.001", "100000", places=3)
COSTS = st.none() | st.decimals("0", "1000000", places=2)
ACTS = st.lists(st.tuples(st.booleans(), QUANTITIES, COSTS), max_size=30)


def after(worth: Worth, quantity: Decimal, change: Change) -> Worth:
    return Worth(worth.on_hand + quantity, worth.value + change.value, change.average, worth.listed)


def bought(worth: Worth, quantity: str, cost: str | None) -> tuple[Worth, Change]:
    parts = [(Decimal(quantity), None if cost is None else Decimal(cost))]
    change = entering(worth, parts)
    return after(worth, parts[0][0], change), change


def used(worth: Worth, quantity: str) -> tuple[Worth, Change]:
    change = leaving(worth, Decimal(quantity))
    return after(worth, -Decimal(quantity), change), change


EMPTY = Worth(NOTHING, NOTHING)


def test_what_leaves_costs_the_average_of_what_came():
    worth, _ = bought(EMPTY, "10", "100")
    worth, _ = bought(worth, "10", "200")
    worth, sale = used(worth, "5")
    assert (sale.value, sale.short, sale.estimated) == (Decimal(-75), 0, False)
    assert (worth.value, worth.average) == (Decimal(225), Decimal(15))


def test_the_last_to_leave_takes_the_rest():
    worth, _ = bought(EMPTY, "3", "1")
    values = []
    for _ in range(3):
        worth, sale = used(worth, "1")
        values.append(sale.value)
    assert values == [Decimal("-0.3333"), Decimal("-0.3334"), Decimal("-0.3333")]
    assert worth.value == 0


def test_a_shortfall_is_guessed_and_settled_at_its_true_cost():
    worth, _ = bought(EMPTY, "10", "100")
    worth, sale = used(worth, "14")
    assert (sale.value, sale.short, sale.estimated) == (Decimal(-140), Decimal(4), True)
    assert (worth.on_hand, worth.value) == (Decimal(-4), Decimal(-40))
    worth, receipt = bought(worth, "10", "120")
    assert (receipt.revalued, receipt.value) == (Decimal(-8), Decimal(112))
    assert (worth.on_hand, worth.value, worth.average) == (Decimal(6), Decimal(72), Decimal(12))


def test_a_part_of_a_shortfall_is_settled_in_part():
    worth, _ = used(Worth(NOTHING, NOTHING, Decimal(10)), "10")
    worth, receipt = bought(worth, "4", "60")
    assert (receipt.revalued, worth.value) == (Decimal(-20), Decimal(-60))
    assert worth.average == Decimal(15)


def test_a_gift_lowers_the_average_and_an_unknown_cost_does_not():
    worth, _ = bought(EMPTY, "10", "100")
    same, unknown = bought(worth, "10", None)
    assert (unknown.value, unknown.estimated, same.average) == (Decimal(100), True, Decimal(10))
    lower, gift = bought(worth, "10", "0")
    assert (gift.value, gift.estimated, lower.average) == (0, False, Decimal(5))


def test_without_any_cost_the_listed_one_counts_and_else_nothing():
    listed, _ = bought(Worth(NOTHING, NOTHING, None, Decimal("0.56")), "1000", None)
    assert (listed.value, listed.average) == (Decimal(560), Decimal("0.56"))
    unknown, _ = bought(EMPTY, "1000", None)
    assert (unknown.value, unknown.average) == (0, None)


@given(ACTS)
def test_worth_is_never_less_than_nothing_nor_anything_of_nothing(acts):
    worth, moved = EMPTY, NOTHING
    for comes, quantity, cost in acts:
        change = entering(worth, [(quantity, cost)]) if comes else leaving(worth, quantity)
        worth = after(worth, quantity if comes else -quantity, change)
        moved += change.value
        assert worth.value == moved
        assert worth.value == moved.quantize(Decimal("0.0001"))
        assert worth.value >= 0 if worth.on_hand > 0 else worth.value <= 0
        assert worth.on_hand or not worth.value
