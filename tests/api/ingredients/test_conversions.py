"""From unit to unit: the model gives every unit a weight of its own and asks whether ways agree with it."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.ingredients.conversions import Conversion, check, factor
from chitrail.errors import InvalidInput
from chitrail.quantity import BASE_UNITS, UNITS

PACKS = ("tin", "crate", "sack", "pallet")
FLOUR = [Conversion(Decimal(1), "cup", Decimal(120), "g")]
NUMBERS = st.decimals(Decimal("0.001"), 10_000, places=3)


def test_a_cup_of_flour_says_what_a_spoon_and_a_litre_of_it_are():
    assert factor(FLOUR, "cup", "g") == 120
    assert factor(FLOUR, "tbsp", "g") == Fraction(15, 2)
    assert factor(FLOUR, "l", "g") == 500
    assert factor(FLOUR, "g", "ml") == 2


def test_packs_stand_in_packs():
    eggs = [
        Conversion(Decimal(1), "crate", Decimal(12), "tray"),
        Conversion(Decimal(1), "tray", Decimal(30), "pc"),
        Conversion(Decimal(1), "pc", Decimal(55), "g"),
    ]
    check(eggs, "pc")
    assert factor(eggs, "crate", "pc") == 360
    assert factor(eggs, "kg", "pc") == Fraction(1000, 55)
    assert factor(eggs, "cup", "pc") is None


@pytest.mark.parametrize(
    ("conversions", "field"),
    [
        ([(1, "kg", 900, "g")], "conversions/0/unit"),
        ([(1, "cup", 120, "g"), (1, "tbsp", 8, "g")], "conversions/1/unit"),
        ([(1, "tin", 2, "sack"), (1, "sack", 3, "tin")], "conversions/1/unit"),
        ([(1, "tin", 400, "ml")], "conversions/0/equals_unit"),
    ],
)
def test_what_follows_already_or_leads_nowhere_is_refused(conversions, field):
    with pytest.raises(InvalidInput) as refusal:
        check([Conversion(Decimal(a), b, Decimal(c), d) for a, b, c, d in conversions], "g")
    assert refusal.value.field == field


@st.composite
def trees(draw: st.DrawFn) -> list[Conversion]:
    """Conversions that join all points, each hung on one that is there already."""
    points = draw(st.permutations([*BASE_UNITS, *PACKS]))
    found = []
    for place, point in enumerate(points[1:], 1):
        ends = [point, draw(st.sampled_from(points[:place]))]
        if draw(st.booleans()):
            ends.reverse()
        found.append(Conversion(draw(NUMBERS), ends[0], draw(NUMBERS), ends[1]))
    return draw(st.permutations(found))


@given(trees(), st.data())
def test_there_and_back_is_one_and_ways_can_be_walked_in_steps(conversions, data):
    check(conversions, "g")
    one, other, third = (data.draw(st.sampled_from(BASE_UNITS)) for _ in range(3))
    there, back = factor(conversions, one, other), factor(conversions, other, one)
    assert there * back == 1
    assert there * factor(conversions, other, third) == factor(conversions, one, third)
    unit = data.draw(st.sampled_from([*UNITS, *PACKS]))
    assert factor(conversions, unit, one) * there == factor(conversions, unit, other)


@given(trees())
def test_what_was_said_holds(conversions):
    for said in conversions:
        left = Fraction(said.amount) * factor(conversions, said.unit, "g")
        assert left == Fraction(said.equals) * factor(conversions, said.equals_unit, "g")


@given(trees(), st.data())
def test_one_conversion_more_always_follows_already(conversions, data):
    ends = data.draw(st.lists(st.sampled_from([*UNITS, *PACKS]), min_size=2, max_size=2))
    more = Conversion(data.draw(NUMBERS), ends[0], data.draw(NUMBERS), ends[1])
    with pytest.raises(InvalidInput) as refusal:
        check([*conversions, more], "g")
    assert refusal.value.field == f"conversions/{len(conversions)}/unit"
