"""Modifiers of an order's line: chosen from the menu when it is ordered, frozen from then on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import msgspec
from sqlalchemy import Connection

from api.menu.offers import (
    Asked,
    Chosen,
    choose_modifiers,
    frozen_ingredients,
    frozen_modifiers,
)
from api.menu.queries import OrderedItem, ordered_items, recipe_quantities
from api.models import AnyRow
from api.orders.choice_schemas import ModifierRequest
from api.orders.routing import Further, also_of, further_work
from api.orders.schemas import ChosenModifier
from chitrail.allergens import together
from chitrail.errors import InvalidInput, NotFound
from chitrail.events import LineIngredient, LineModifier, TicketModifier
from chitrail.money import MAX_PAISE, format_rupees


@dataclass(frozen=True)
class LineModifiers:
    """What was chosen with a dish, and what that changes of its recipe in one portion.

    `allergens` are those of the dish with what was chosen, and `further` the work it makes at other stations,
    both as the menu says when it is ordered.
    """

    frozen: list[LineModifier] = field(default_factory=list)
    ingredients: list[LineIngredient] = field(default_factory=list)
    allergens: list[str] = field(default_factory=list)
    further: list[Further] = field(default_factory=list)

    @classmethod
    def of(cls, row: AnyRow) -> Self:
        """Those of a line's row."""
        return cls(
            msgspec.convert(row.modifiers, list[LineModifier]),
            msgspec.convert(row.ingredients, list[LineIngredient]),
            list(row.allergens),
            [Further(one.station, tuple(one.modifiers)) for one in also_of(row)],
        )

    @property
    def price_paise(self) -> int:
        """What they add to the price of a portion."""
        return sum(each.price_paise * each.quantity for each in self.frozen)

    def unit_price(self, own_paise: int, field: str) -> int:
        """A portion's price with them. Raises InvalidInput below nothing and beyond what the books take."""
        price = own_paise + self.price_paise
        if not 0 <= price <= MAX_PAISE:
            raise InvalidInput(f"would make the price {format_rupees(price)}", field=field)
        return price

    @property
    def columns(self) -> dict[str, Any]:
        """The line's columns that keep them."""
        return {
            "modifiers": msgspec.to_builtins(self.frozen),
            "ingredients": msgspec.to_builtins(self.ingredients),
            "allergens": self.allergens,
        }

    @property
    def shown(self) -> list[ChosenModifier]:
        """As the API shows them."""
        return [
            ChosenModifier(
                group_code=each.group_code,
                code=each.code,
                name=each.name,
                quantity=each.quantity,
                price=format_rupees(each.price_paise),
            )
            for each in self.frozen
        ]


def modifiers_of(item: OrderedItem, asked: Sequence[ModifierRequest], field: str) -> LineModifiers:
    """What is chosen with an item; see `choose_modifiers` for what is refused."""
    if not asked and not item.groups:
        return LineModifiers(allergens=item.allergens, further=_further(item, []))
    chosen = choose_modifiers(item.groups, _asked(asked), field)
    return LineModifiers(
        frozen_modifiers(chosen),
        frozen_ingredients(chosen),
        _allergens(item, chosen),
        _further(item, chosen),
    )


def modifiers_of_line(
    connection: Connection, line: AnyRow, asked: Sequence[ModifierRequest]
) -> LineModifiers:
    """What is chosen anew with a dish that was ordered; it keeps the recipe it was ordered with.

    Raises as `choose_modifiers` does.
    """
    items = ordered_items(connection, line.outlet_id, [line.item_id], [])
    if not items:
        raise NotFound(f"the menu has no item {line.item_id}")
    chosen = choose_modifiers(items[0].groups, _asked(asked), "modifiers")
    recipe = recipe_quantities(connection, line.recipe_id)
    return LineModifiers(
        frozen_modifiers(chosen),
        frozen_ingredients(chosen, recipe),
        _allergens(items[0], chosen),
        _further(items[0], chosen, line.station),
    )


def _further(
    item: OrderedItem, chosen: Sequence[Chosen], station: str | None = None
) -> list[Further]:
    made = [(each.modifier.name, each.modifier.station) for each in chosen]
    return further_work(station or item.station, item.also_at, made)


def _allergens(item: OrderedItem, chosen: Sequence[Chosen]) -> list[str]:
    """What is left out still counts: the kitchen that leaves it out has it on its hands."""
    effects = (effect for each in chosen for effect in each.modifier.ingredients)
    return together(item.allergens, *(one.allergens for one in effects if one.quantity > 0))


def ticket_modifiers(frozen: Sequence[LineModifier]) -> list[TicketModifier]:
    """Modifiers as the cook reads them."""
    return [TicketModifier(name=each.name, quantity=each.quantity) for each in frozen]


def same_modifiers(ordered: Sequence[ChosenModifier], asked: Sequence[ModifierRequest]) -> bool:
    """Whether a request names just what a line has."""
    kept = {(each.group_code, each.code): each.quantity for each in ordered}
    matched = {
        key: wanted.quantity
        for wanted in asked
        for key in kept
        if key[1] == wanted.code and wanted.group_code in (None, key[0])
    }
    return len(asked) == len(kept) and matched == kept


def _asked(asked: Sequence[ModifierRequest]) -> list[Asked]:
    return [Asked(each.code, each.group_code, each.quantity) for each in asked]
