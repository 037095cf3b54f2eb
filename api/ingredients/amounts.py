"""What somebody says of an ingredient, in the unit it is kept in."""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Connection, select

from api.ingredients.conversions import Conversion, factor
from api.ingredients.models import IngredientConversion
from api.models import table_of
from chitrail.errors import InvalidInput
from chitrail.quantity import UNITS, in_thousandths, read, to_base

CONVERSIONS = table_of(IngredientConversion)


def in_base(
    connection: Connection,
    ingredient_id: UUID,
    kept_in: str,
    amount: str,
    unit: str,
    place: str,
    *,
    quantity_field: str = "quantity",
    unit_field: str = "unit",
) -> Decimal:
    """Amount of an ingredient in `kept_in`, the base unit it is kept in.

    What its conversions make of it is rounded to a thousandth, half to even. Raises InvalidInput naming
    the field below `place` ("lines/0/"), when the unit is none of the ingredient's too.
    """
    field = f"{place}{quantity_field}"
    known = UNITS.get(unit)
    if known is not None and known.base == kept_in:
        return to_base(amount, unit, field=field)[0]
    exact = read(amount, field=field)
    rate = factor(of(connection, [ingredient_id])[ingredient_id], unit, kept_in)
    if rate is None:
        reason = f"it is kept in {kept_in}, and nobody said what a {unit} of it is"
        raise InvalidInput(reason, field=f"{place}{unit_field}")
    return in_thousandths(exact * rate, kept_in, field=field)


def of(connection: Connection, ids: Collection[UUID]) -> dict[UUID, list[Conversion]]:
    """Conversions of ingredients, by unit; an ingredient without has an empty list."""
    found: dict[UUID, list[Conversion]] = defaultdict(list)
    statement = select(CONVERSIONS).where(CONVERSIONS.c.ingredient_id.in_(ids))
    for row in connection.execute(statement.order_by(CONVERSIONS.c.unit)):
        one = Conversion(row.amount, row.unit, row.equals, row.equals_unit)
        found[row.ingredient_id].append(one)
    return found
