"""Combos: an item made of parts, of each of which a guest chooses one dish."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from api.menu.combo_schemas import ComboChoice, ComboPart
from api.menu.models import MenuItem
from api.models import table_of
from chitrail.errors import InvalidInput
from chitrail.money import format_rupees, parse_rupees

ITEMS = table_of(MenuItem)


def combo_column(
    connection: Connection, outlet_id: str, own_code: str, parts: Sequence[ComboPart]
) -> list[dict[str, Any]]:
    """Parts as an item keeps them.

    Raises InvalidInput for a code given twice, and for a dish the menu does not have or that is a combo.
    """
    dishes = {choice.item_code for part in parts for choice in part.choices}
    known = select(ITEMS.c.code).where(
        ITEMS.c.outlet_id == outlet_id,
        ITEMS.c.code.in_(dishes),
        ITEMS.c.code != own_code,
        ITEMS.c.retired_at.is_(None),
        ITEMS.c.combo == [],
    )
    offered = set(connection.execute(known).scalars())
    codes = [part.code for part in parts]
    kept = []
    for place, part in enumerate(parts):
        if part.code in codes[:place]:
            raise InvalidInput("is given twice", field=f"combo/{place}/code")
        kept.append(
            {
                "code": part.code,
                "name": part.name,
                "choices": _choices(part.choices, offered, f"combo/{place}/choices"),
            }
        )
    return kept


def combo_view(kept: Sequence[dict[str, Any]]) -> list[ComboPart]:
    """Parts out of what an item keeps."""
    return [
        ComboPart(
            code=part["code"],
            name=part["name"],
            choices=[
                ComboChoice(
                    item_code=choice["item_code"], extra=format_rupees(choice["extra_paise"])
                )
                for choice in part["choices"]
            ],
        )
        for part in kept
    ]


def _choices(choices: Sequence[ComboChoice], offered: set[str], field: str) -> list[dict[str, Any]]:
    kept: dict[str, dict[str, Any]] = {}
    for place, choice in enumerate(choices):
        if choice.item_code not in offered:
            raise InvalidInput("is no dish of the menu", field=f"{field}/{place}/item_code")
        if choice.item_code in kept:
            raise InvalidInput("is given twice", field=f"{field}/{place}/item_code")
        extra = parse_rupees(choice.extra, field=f"{field}/{place}/extra")
        kept[choice.item_code] = {"item_code": choice.item_code, "extra_paise": extra}
    return list(kept.values())
