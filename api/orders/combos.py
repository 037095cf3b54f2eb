"""Combos on an order: each chosen dish is a line of its own, and the combo's price is shared among them.

So tickets, stock, taxes and invoices follow from the dishes. The shares are in proportion to what the dishes
cost by themselves, by largest remainders: they add up to the combo's price, portion by portion.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import msgspec

from api.menu.queries import OrderedItem
from api.orders.choice_schemas import ComboChoiceRequest
from api.orders.schemas import LineRequest
from api.splits.shares import spread
from chitrail.errors import InvalidInput
from chitrail.ids import new_id


@dataclass(frozen=True)
class Piece:
    """A dish to become a line: what was asked for, its item, its price a portion, and its place."""

    request: LineRequest
    item: OrderedItem
    price_paise: int
    field: str
    combo_id: uuid.UUID | None = None
    combo_name: str = ""


def asked_items(lines: Sequence[LineRequest]) -> tuple[list[uuid.UUID], list[str]]:
    """Ids and codes of everything that lines name, dishes of combos included."""
    ids = [line.item_id for line in lines if line.item_id is not None]
    codes = [line.item_code for line in lines if line.item_code is not None]
    codes += [choice.item_code for line in lines for choice in line.choices]
    return ids, codes


def dish_requests(line: LineRequest) -> list[LineRequest]:
    """A line as the dishes it asks for: itself, or one for each choice of a combo."""
    if not line.choices:
        return [line]
    return [
        msgspec.structs.replace(
            line,
            item_id=None,
            item_code=choice.item_code,
            modifiers=choice.modifiers,
            choices=[],
        )
        for choice in line.choices
    ]


def pieces_of(
    line: LineRequest, item: OrderedItem, find: Callable[[str], OrderedItem | None], field: str
) -> list[Piece]:
    """The dishes of a line. Raises InvalidInput for choices that the item does not offer so."""
    if not item.combo:
        if line.choices:
            raise InvalidInput("it is no combo", field=f"{field}/choices")
        return [Piece(line, item, item.price_paise, field)]
    if line.modifiers:
        raise InvalidInput("belong to the dishes of the combo", field=f"{field}/modifiers")
    price, dishes = item.price_paise, []
    for place, choice in enumerate(line.choices):
        at = f"{field}/choices/{place}"
        price += _extra(item, choice, [c.part for c in line.choices[:place]], at)
        dish = find(choice.item_code)
        if dish is None:
            raise InvalidInput("the menu has no such item", field=f"{at}/item_code")
        dishes.append(dish)
    missing = {part.code for part in item.combo} - {choice.part for choice in line.choices}
    if missing:
        raise InvalidInput(f"nothing is chosen for {min(missing)}", field=f"{field}/choices")
    weights = [Fraction(dish.price_paise) for dish in dishes]
    shares = spread(price, weights if any(weights) else [Fraction(1)] * len(dishes))
    combo_id = new_id()
    return [
        Piece(request, dish, share, f"{field}/choices/{place}", combo_id, item.name)
        for place, (request, dish, share) in enumerate(
            zip(dish_requests(line), dishes, shares, strict=True)
        )
    ]


def _extra(item: OrderedItem, choice: ComboChoiceRequest, before: list[str], field: str) -> int:
    """What a choice adds to the combo's price."""
    for part in item.combo:
        if part.code == choice.part:
            if choice.part in before:
                raise InvalidInput("is chosen already", field=f"{field}/part")
            for offered in part.choices:
                if offered.item_code == choice.item_code:
                    return offered.extra_paise
            raise InvalidInput(f"is not offered as {part.name}", field=f"{field}/item_code")
    raise InvalidInput("the combo has no such part", field=f"{field}/part")
