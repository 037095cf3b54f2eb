"""Choices of modifiers: every choice within the groups' bounds adds up, every other is refused."""

from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.menu.offers import (
    Asked,
    Effect,
    ModifierUnavailable,
    OfferedGroup,
    OfferedModifier,
    choose_modifiers,
    described,
    frozen_ingredients,
    frozen_modifiers,
    price_of,
)
from chitrail.errors import InvalidInput

STUFF = [UUID(int=number) for number in range(1, 4)]
AMOUNTS = st.decimals("-50", "50", places=3).filter(bool)
EFFECTS = st.builds(
    Effect,
    ingredient_id=st.sampled_from(STUFF),
    unit=st.just("g"),
    quantity=AMOUNTS,
    in_recipe=st.just(Decimal(0)),
)


@st.composite
def offers(draw):
    """Groups with modifiers of distinct codes, and a choice of some of them."""
    groups = []
    for number in range(draw(st.integers(1, 3))):
        least = draw(st.integers(0, 2))
        groups.append(
            OfferedGroup(
                f"group-{number}",
                f"Group {number}",
                least,
                draw(st.integers(max(least, 1), 4)),
                [
                    OfferedModifier(
                        f"modifier-{place}",
                        f"Modifier {place}",
                        draw(st.integers(-5_000, 5_000)),
                        True,
                        draw(st.lists(EFFECTS, max_size=2, unique_by=lambda e: e.ingredient_id)),
                    )
                    for place in range(draw(st.integers(1, 3)))
                ],
            )
        )
    everything = [(group.code, one.code) for group in groups for one in group.modifiers]
    chosen = draw(st.lists(st.sampled_from(everything), unique=True, max_size=5))
    return groups, [Asked(code, group, draw(st.integers(1, 3))) for group, code in chosen]


@given(
    offer=offers(),
    recipe=st.dictionaries(st.sampled_from(STUFF), st.decimals("0.001", "60", places=3)),
)
def test_a_choice_adds_up_or_is_outside_the_bounds(offer, recipe):
    groups, asked = offer
    counts = {group.code: 0 for group in groups}
    for one in asked:
        counts[one.group_code] += one.quantity
    fits = all(group.min_choices <= counts[group.code] <= group.max_choices for group in groups)
    if not fits:
        with pytest.raises(InvalidInput) as refused:
            choose_modifiers(groups, asked, "lines/0/modifiers")
        assert refused.value.field == "lines/0/modifiers"
        return
    chosen = choose_modifiers(groups, asked, "lines/0/modifiers")
    menu = {(g.code, m.code): m for g in groups for m in g.modifiers}
    wanted = sum(menu[one.group_code, one.code].price_paise * one.quantity for one in asked)
    assert price_of(chosen) == wanted
    assert sum(f.price_paise * f.quantity for f in frozen_modifiers(chosen)) == wanted
    changed = {
        one.ingredient_id: Decimal(one.quantity) for one in frozen_ingredients(chosen, recipe)
    }
    model: dict[UUID, Decimal] = {}
    for one in asked:
        for effect in menu[one.group_code, one.code].ingredients:
            more = effect.quantity * one.quantity
            model[effect.ingredient_id] = model.get(effect.ingredient_id, Decimal(0)) + more
    for ingredient in STUFF:
        there = recipe.get(ingredient, Decimal(0))
        left = there + changed.get(ingredient, Decimal(0))
        assert left == max(there + model.get(ingredient, Decimal(0)), Decimal(0))
    assert all(changed.values())


GROUPS = [
    OfferedGroup("size", "Size", 0, 1, [OfferedModifier("big", "Big", 500, True, [])]),
    OfferedGroup(
        "side",
        "Side",
        0,
        2,
        [
            OfferedModifier("big", "Big side", 300, True, []),
            OfferedModifier("chutney", "Chutney", 0, False, []),
        ],
    ),
]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ([Asked("small", None, 1)], "m/0/code"),
        ([Asked("big", None, 1)], "m/0/group_code"),
        ([Asked("big", "none", 1)], "m/0/group_code"),
        ([Asked("big", "side", 1), Asked("big", "side", 1)], "m/1/code"),
        ([Asked("big", "size", 2)], "m"),
    ],
)
def test_what_is_not_offered_is_refused_by_name(asked, field):
    with pytest.raises(InvalidInput) as refused:
        choose_modifiers(GROUPS, asked, "m")
    assert refused.value.field == field


def test_what_ran_out_is_refused_by_name():
    with pytest.raises(ModifierUnavailable) as refused:
        choose_modifiers(GROUPS, [Asked("chutney", None, 1)], "m")
    assert (refused.value.field, refused.value.detail) == ("m/0", "Chutney is not available")


def test_a_bill_names_the_modifiers():
    chosen = [{"name": "No onion", "quantity": 1}, {"name": "Butter", "quantity": 2}]
    assert described("Dal", chosen) == "Dal (No onion, Butter x2)"
    assert described("Dal", []) == "Dal"
