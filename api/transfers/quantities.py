"""Quantities a request names, by ingredient and in base units."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from api.models import AnyRow
from api.transfers.schemas import ArrivalLine, TransferLineRequest
from chitrail.errors import InvalidInput
from chitrail.quantity import to_base


def by_code(
    lines: Sequence[TransferLineRequest | ArrivalLine], known: Mapping[str, AnyRow]
) -> dict[str, Decimal]:
    """What each line tells. `known` have the unit of each ingredient. Raises InvalidInput naming the line."""
    found: dict[str, Decimal] = {}
    for place, line in enumerate(lines):
        field = f"lines/{place}"
        if line.ingredient_code not in known:
            raise InvalidInput("there is no such ingredient", field=f"{field}/ingredient_code")
        if line.ingredient_code in found:
            raise InvalidInput("is on another line already", field=f"{field}/ingredient_code")
        unit = known[line.ingredient_code].unit
        found[line.ingredient_code] = in_unit(line.quantity, line.unit, unit, field, "quantity")
    return found


def in_unit(amount: str, unit: str, kept_in: str, field: str, name: str) -> Decimal:
    """An amount in the unit an ingredient is kept in. Raises InvalidInput."""
    try:
        quantity, base = to_base(amount, unit, field=name)
    except InvalidInput as error:
        raise InvalidInput(error.detail, field=f"{field}/{error.field}") from error
    if base != kept_in:
        raise InvalidInput(f"is kept in {kept_in}", field=f"{field}/unit")
    return quantity
