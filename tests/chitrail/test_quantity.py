from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chitrail.errors import InvalidInput
from chitrail.quantity import BASE_UNITS, UNITS, in_thousandths, to_base


@pytest.mark.parametrize(
    ("amount", "unit", "expected"),
    [
        ("1.5", "kg", (Decimal(1500), "g")),
        ("250", "mg", (Decimal("0.25"), "g")),
        ("0.75", "l", (Decimal(750), "ml")),
        (2, "dozen", (Decimal(24), "pc")),
        ("3", "pair", (Decimal(6), "pc")),
        ("1.5", "tsp", (Decimal("7.5"), "ml")),
        ("2", "tbsp", (Decimal(30), "ml")),
        ("0.5", "cup", (Decimal(120), "ml")),
        ("1", "lb", (Decimal("453.592"), "g")),
        ("8", "oz", (Decimal("226.796"), "g")),
        ("1", "fl oz", (Decimal("29.574"), "ml")),
        (Decimal("0.001"), "g", (Decimal("0.001"), "g")),
    ],
)
def test_units_become_the_base_unit_of_their_dimension(amount, unit, expected):
    assert to_base(amount, unit) == expected


@given(st.decimals(min_value=0, max_value=10**6, places=3))
def test_a_kilogram_is_a_thousand_grams(amount):
    assert to_base(amount, "kg")[0] == 1000 * to_base(amount, "g")[0]


@pytest.mark.parametrize("unit", BASE_UNITS)
def test_a_base_unit_stays_as_it_is(unit):
    assert to_base("7", unit) == (Decimal(7), unit)


@pytest.mark.parametrize(
    "amount", ["NaN", "Infinity", "-Infinity", "abc", "", "0.0001", "1e30", "9" * 60, "0E-999999"]
)
def test_not_a_number_or_too_fine_is_refused(amount):
    with pytest.raises(InvalidInput):
        to_base(amount, "g")


def test_an_unknown_unit_is_refused_by_name():
    with pytest.raises(InvalidInput, match="handful"):
        to_base("1", "handful")


@given(st.decimals(min_value=0, max_value=10**5, places=3), st.sampled_from(sorted(UNITS)))
def test_a_unit_is_off_by_half_a_thousandth_at_most(amount, unit):
    factor, base, rounded = UNITS[unit]
    exact = Fraction(amount) * factor
    try:
        found, kept_in = to_base(amount, unit)
    except InvalidInput:
        assert 0 < exact < Fraction(1, 1000) or (exact * 1000).denominator > 1
        return
    assert kept_in == base
    assert found.as_tuple().exponent == -3
    assert abs(Fraction(found) - exact) <= (Fraction(1, 2000) if rounded else 0)


def test_halves_are_rounded_to_even():
    assert in_thousandths(Fraction("0.0025"), "g") == Decimal("0.002")
    assert in_thousandths(Fraction("0.0035"), "g") == Decimal("0.004")


@pytest.mark.parametrize(("amount", "unit"), [("0.00001", "oz"), ("999999999", "lb")])
def test_what_would_be_kept_as_nothing_or_cannot_be_kept_is_refused(amount, unit):
    with pytest.raises(InvalidInput) as refusal:
        to_base(amount, unit, field="lines/0/quantity")
    assert refusal.value.field == "lines/0/quantity"
