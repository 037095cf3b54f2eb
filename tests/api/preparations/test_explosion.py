"""What dishes come to: random kitchens against a recursion of their own."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from api.preparations.explosion import Batch, Part, circle, flat, users

NUMBERS = st.decimals(Decimal("0.001"), 5_000, places=3)
YIELDS = st.decimals(Decimal("0.01"), 200, places=2)
FIRST_INGREDIENT = 1_000


def part(inside: int, quantity: Decimal, left: Decimal) -> Part:
    one = UUID(int=inside)
    of_ingredient = inside >= FIRST_INGREDIENT
    return Part(one if of_ingredient else None, None if of_ingredient else one, quantity, left)


@st.composite
def parts(draw: st.DrawFn, below: int) -> list[Part]:
    """Parts that name ingredients, and preparations with a lower number."""
    inside = st.one_of(
        st.integers(FIRST_INGREDIENT, FIRST_INGREDIENT + 5), st.integers(0, below - 1)
    )
    if not below:
        inside = st.integers(FIRST_INGREDIENT, FIRST_INGREDIENT + 5)
    told = st.tuples(inside, NUMBERS, YIELDS)
    return [part(*one) for one in draw(st.lists(told, min_size=1, max_size=5))]


@st.composite
def kitchens(draw: st.DrawFn) -> dict[UUID, Batch]:
    """Preparations by id, made of ingredients and of those with a lower number."""
    made = {}
    for number in range(draw(st.integers(1, 7))):
        stocked = draw(st.one_of(st.none(), st.none(), st.just(UUID(int=2_000 + number))))
        made[UUID(int=number)] = Batch(str(number), draw(NUMBERS), draw(parts(number)), stocked)
    return made


def by_recursion(told: list[Part], made: dict[UUID, Batch], share: Fraction) -> Counter[UUID]:
    total: Counter[UUID] = Counter()
    for one in told:
        wanted = share * Fraction(one.quantity) / (Fraction(one.yield_percent) / 100)
        if one.ingredient_id is not None:
            total[one.ingredient_id] += wanted
            continue
        batch = made[one.preparation_id]
        if batch.stocked_as is not None:
            total[batch.stocked_as] += wanted
        else:
            total.update(by_recursion(batch.parts, made, wanted / Fraction(batch.output)))
    return total


@given(kitchens(), st.data())
def test_what_a_dish_takes_is_what_recursion_says(made, data):
    told = data.draw(parts(len(made)))
    assert flat(told, made) == by_recursion(told, made, Fraction(1))
    assert all(not circle(one, made) for one in made)


@given(kitchens(), st.data())
def test_a_way_back_is_always_found_and_told(made, data):
    outer = UUID(int=data.draw(st.integers(0, len(made) - 1)))
    inner = data.draw(st.sampled_from(sorted(one for one in made if outer in users(one, made))))
    closing = made[inner]._replace(parts=[*made[inner].parts, Part(None, outer, 1, 100)])
    way = circle(inner, made | {inner: closing})
    assert way[0] == way[-1] == closing.code
    assert way[1] == made[outer].code
    for one, other in pairwise(way[1:]):
        named = {part.preparation_id for part in made[UUID(int=int(one))].parts}
        assert UUID(int=int(other)) in named


def test_nesting_has_no_end():
    made = {UUID(int=0): Batch("0", Decimal(1), [part(FIRST_INGREDIENT, Decimal(2), Decimal(100))])}
    for number in range(1, 900):
        made[UUID(int=number)] = Batch(str(number), Decimal(1), [part(number - 1, 1, 100)])
    assert flat([part(899, 3, 100)], made) == {UUID(int=FIRST_INGREDIENT): 6}
