"""Quantities a request names, by ingredient and in base units."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlalchemy import Connection

from api.ingredients.amounts import in_base
from api.models import AnyRow
from api.transfers.schemas import ArrivalLine, TransferLineRequest
from chitrail.errors import InvalidInput

Lines = Sequence[TransferLineRequest | ArrivalLine]


def by_code(connection: Connection, lines: Lines, mine: Mapping[str, AnyRow]) -> dict[str, Decimal]:
    """What each line tells, in units and packs of the caller's own ingredients, which are `mine`.

    Raises InvalidInput naming the line.
    """
    found: dict[str, Decimal] = {}
    for place, line in enumerate(lines):
        field = f"lines/{place}/ingredient_code"
        if line.ingredient_code not in mine:
            raise InvalidInput("there is no such ingredient", field=field)
        if line.ingredient_code in found:
            raise InvalidInput("is on another line already", field=field)
        found[line.ingredient_code] = told(connection, mine, line, line.quantity, place, "quantity")
    return found


def told(
    connection: Connection,
    mine: Mapping[str, AnyRow],
    line: TransferLineRequest | ArrivalLine,
    amount: str,
    place: int,
    name: str,
) -> Decimal:
    """An amount of a line, in the unit its ingredient is kept in. Raises InvalidInput naming its field."""
    kept = mine[line.ingredient_code]
    at = f"lines/{place}/"
    return in_base(connection, kept.id, kept.unit, amount, line.unit, at, quantity_field=name)
