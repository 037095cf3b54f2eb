from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chitrail.errors import InvalidInput
from chitrail.quantity import BASE_UNITS, to_base


@pytest.mark.parametrize(
    ("amount", "unit", "expected"),
    [
        ("1.5", "kg", (Decimal(1500), "g")),
        ("250", "mg", (Decimal("0.25"), "g")),
        ("0.75", "l", (Decimal(750), "ml")),
        (2, "dozen", (Decimal(24), "pc")),
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
    "amount", ["NaN", "Infinity", "-Infinity", "abc", "", "0.0001", "1e30", "9" * 60]
)
def test_not_a_number_or_too_fine_is_refused(amount):
    with pytest.raises(InvalidInput):
        to_base(amount, "g")


def test_an_unknown_unit_is_refused_by_name():
    with pytest.raises(InvalidInput, match="cup"):
        to_base("1", "cup")
