"""Modifiers as a dish offers them, and what a guest's choice among them comes to. No database here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import msgspec

from chitrail.errors import Conflict, InvalidInput
from chitrail.events import LineIngredient, LineModifier
from chitrail.quantity import PLACES


class Effect(msgspec.Struct, frozen=True):
    """More (or, negative, less) of an ingredient in a portion; `in_recipe` is what the dish has of it."""

    ingredient_id: UUID
    unit: str
    quantity: Decimal
    in_recipe: Decimal
    allergens: list[str]


class OfferedModifier(msgspec.Struct, frozen=True):
    """A choice of a group; `price_paise` is added to the price of a portion."""

    code: str
    name: str
    price_paise: int
    available: bool
    ingredients: list[Effect]
    station: str | None = None


class OfferedGroup(msgspec.Struct, frozen=True):
    """Choices of which a guest takes at least `min_choices` and at most `max_choices`."""

    code: str
    name: str
    min_choices: int
    max_choices: int
    modifiers: list[OfferedModifier]


class ModifierUnavailable(Conflict):
    """The kitchen has run out of it."""

    code = "modifier-unavailable"
    title = "A modifier is not available"


@dataclass(frozen=True)
class Asked:
    """A modifier as an order names it; without `group_code` its code alone must tell it."""

    code: str
    group_code: str | None
    quantity: int


@dataclass(frozen=True)
class Chosen:
    """A modifier that is taken, `quantity` times a portion."""

    group: OfferedGroup
    modifier: OfferedModifier
    quantity: int


def choose_modifiers(
    groups: Sequence[OfferedGroup], asked: Sequence[Asked], field: str
) -> list[Chosen]:
    """What is taken of each group, in the order of the menu; `field` is where the order names them.

    Raises InvalidInput for a modifier the dish does not offer or that is named twice, and for a group of
    which too few or too many are chosen; ModifierUnavailable for one the kitchen has run out of.
    """
    taken: dict[tuple[str, str], int] = {}
    for index, wanted in enumerate(asked):
        group, modifier = _find(groups, wanted, f"{field}/{index}")
        if not modifier.available:
            raise ModifierUnavailable(
                f"{modifier.name} is not available",
                field=f"{field}/{index}",
                modifier=modifier.code,
            )
        if (group.code, modifier.code) in taken:
            raise InvalidInput("is named twice; give a quantity", field=f"{field}/{index}/code")
        taken[group.code, modifier.code] = wanted.quantity
    chosen = [
        Chosen(group, modifier, taken[group.code, modifier.code])
        for group in groups
        for modifier in group.modifiers
        if (group.code, modifier.code) in taken
    ]
    for group in groups:
        _check_count(group, sum(each.quantity for each in chosen if each.group is group), field)
    return chosen


def price_of(chosen: Iterable[Chosen]) -> int:
    """Paise that the choice adds to the price of a portion; negative when it takes off."""
    return sum(each.modifier.price_paise * each.quantity for each in chosen)


def frozen_modifiers(chosen: Iterable[Chosen]) -> list[LineModifier]:
    """The choice as it stays on the line, whatever becomes of the menu."""
    return [
        LineModifier(
            group_code=each.group.code,
            code=each.modifier.code,
            name=each.modifier.name,
            quantity=each.quantity,
            price_paise=each.modifier.price_paise,
        )
        for each in chosen
    ]


def frozen_ingredients(
    chosen: Iterable[Chosen], recipe: Mapping[UUID, Decimal] | None = None
) -> list[LineIngredient]:
    """What the choice changes of a portion's recipe, summed by ingredient; never below nothing of it.

    `recipe` is the one frozen on a line; without it, that which the dish has now.
    """
    units: dict[UUID, str] = {}
    least: dict[UUID, Decimal] = {}
    change: dict[UUID, Decimal] = {}
    for each in chosen:
        for effect in each.modifier.ingredients:
            there = effect.in_recipe if recipe is None else recipe.get(effect.ingredient_id)
            units[effect.ingredient_id] = effect.unit
            least[effect.ingredient_id] = -(there or Decimal(0))
            more = effect.quantity * each.quantity
            change[effect.ingredient_id] = change.get(effect.ingredient_id, Decimal(0)) + more
    kept = {one: max(change[one], least[one]).quantize(PLACES) for one in sorted(change)}
    return [
        LineIngredient(ingredient_id=one, quantity=str(quantity), unit=units[one])
        for one, quantity in kept.items()
        if quantity
    ]


def described(name: str, modifiers: Iterable[Mapping[str, object]]) -> str:
    """A dish's name with its frozen modifiers, for a bill: "Dal (no onion, extra butter x2)"."""
    told = [
        str(each["name"]) if each["quantity"] == 1 else f"{each['name']} x{each['quantity']}"
        for each in modifiers
    ]
    return f"{name} ({', '.join(told)})" if told else name


def _find(
    groups: Sequence[OfferedGroup], wanted: Asked, field: str
) -> tuple[OfferedGroup, OfferedModifier]:
    if wanted.group_code is not None and wanted.group_code not in {one.code for one in groups}:
        raise InvalidInput("the dish has no such group of modifiers", field=f"{field}/group_code")
    found = [
        (group, modifier)
        for group in groups
        for modifier in group.modifiers
        if modifier.code == wanted.code and wanted.group_code in (None, group.code)
    ]
    if not found:
        raise InvalidInput("the dish has no such modifier", field=f"{field}/code")
    if len(found) > 1:
        codes = ", ".join(group.code for group, _ in found)
        raise InvalidInput(f"is in more than one group: {codes}", field=f"{field}/group_code")
    return found[0]


def _check_count(group: OfferedGroup, count: int, field: str) -> None:
    if count < group.min_choices:
        raise InvalidInput(
            f"{group.name}: at least {group.min_choices} must be chosen, {count} are", field=field
        )
    if count > group.max_choices:
        raise InvalidInput(
            f"{group.name}: at most {group.max_choices} may be chosen, {count} are", field=field
        )
