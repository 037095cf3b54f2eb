"""Actual against theoretical use, ingredient by ingredient, with the causes apart.

The identity is that of actual and theoretical food cost: what was there, plus what came, less what is there,
is what was used; the recipes say what should have been. What is recorded (waste, dishes taken off after they
were begun) is known. Of what the counts had to correct, as much is laid to

- the **recipe** as the recipe in force now would have taken more (or less) for the portions that were sold;
- an **unrecorded receipt**, where there is more than the books say, up to what a supplier still owes of
  orders due between the counts;
- nothing: it is **unexplained**.
"""

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Connection

from api.inventory.amounts import rupees
from api.models import AnyRow
from api.variance import queries
from api.variance.schemas import Part, Variance, VarianceQuery, Variances
from chitrail.errors import Conflict, InvalidInput, NotFound
from chitrail.quantity import PLACES

NONE = Decimal(0)
PAISE_PLACES = Decimal("0.0001")
PER_CENT = Decimal("0.1")


class CountNotFinal(Conflict):
    """A count that is not approved and booked says nothing yet."""

    code = "count-not-final"
    title = "The count is not approved, or not booked yet"


def between(connection: Connection, outlet_id: str, query: VarianceQuery) -> Variances:
    """The variances between two counts. Raises NotFound, CountNotFinal, InvalidInput."""
    for field, count_id in (("first", query.first), ("last", query.last)):
        _check(connection, outlet_id, field, count_id)
    rows = queries.variances(connection, outlet_id, query.first, query.last)
    if not rows:
        raise InvalidInput("has no ingredient that `first` counted before", field="last")
    causes = [_Causes(row) for row in rows]

    def worth(of: Callable[[_Causes], Decimal]) -> str:
        return rupees(sum(map(of, causes), NONE))

    return Variances(
        rows=[_view(row, cause) for row, cause in zip(rows, causes, strict=True)],
        waste=worth(lambda c: c.wasted_paise),
        voids=worth(lambda c: c.voided_paise),
        recipe=worth(lambda c: c.recipe_paise),
        unrecorded_receipt=worth(lambda c: c.unrecorded_paise),
        unexplained=worth(lambda c: c.unexplained_paise),
        price=worth(lambda c: c.price_paise or NONE),
    )


def _check(connection: Connection, outlet_id: str, field: str, count_id: UUID) -> None:
    found = queries.count(connection, outlet_id, count_id)
    if found is None:
        raise NotFound(f"there is no count {count_id}")
    if found.status != "APPROVED" or not found.booked:
        raise CountNotFinal(f"count {count_id} is {found.status.lower()}", field=field)


class _Causes:
    """Of one ingredient: amounts in base units, worth in paise. What is missing is positive."""

    def __init__(self, row: AnyRow) -> None:
        missing, missing_paise = _of(row.missing), _of(row.missing_paise)
        self.wasted, self.wasted_paise = _of(row.wasted), _of(row.wasted_paise)
        self.voided, self.voided_paise = _of(row.voided), _of(row.voided_paise)
        self.recipe = row.by_recipe
        left = missing - self.recipe
        self.unrecorded = -min(max(-left, NONE), max(row.outstanding, NONE))
        self.unexplained = left - self.unrecorded
        # What the counts corrected has a worth in the ledger; its parts share it, at one cost a unit.
        cost = missing_paise / missing if missing else self._usual_cost(row)
        self.recipe_paise = (self.recipe * cost).quantize(PAISE_PLACES)
        self.unrecorded_paise = (self.unrecorded * cost).quantize(PAISE_PLACES)
        self.unexplained_paise = missing_paise - self.recipe_paise - self.unrecorded_paise
        listed, paid, bought = row.listed_paise, _of(row.paid), _of(row.bought)
        self.price_paise = None if listed is None else paid - bought * listed

    @staticmethod
    def _usual_cost(row: AnyRow) -> Decimal:
        if row.sold and row.sold_paise:
            return Decimal(row.sold_paise / row.sold)
        return _of(
            row.average_cost_paise if row.average_cost_paise is not None else row.listed_paise
        )


def _view(row: AnyRow, causes: _Causes) -> Variance:
    received, transferred, produced = _of(row.received), _of(row.transferred), _of(row.produced)
    sent_back, sold = _of(row.sent_back), _of(row.sold)
    actual = row.opening + received + transferred + produced - sent_back - row.closing
    percent = (100 * causes.unexplained / sold).quantize(PER_CENT) if sold else None
    price = causes.price_paise
    return Variance(
        ingredient_id=row.id,
        code=row.code,
        name=row.name,
        unit=row.unit,
        counted_from=row.since,
        counted_to=row.until,
        opening=_said(row.opening),
        received=_said(received),
        transferred=_said(transferred),
        produced=_said(produced),
        sent_back=_said(sent_back),
        closing=_said(row.closing),
        actual=_said(actual),
        theoretical=_part(sold, _of(row.sold_paise)),
        waste=_part(causes.wasted, causes.wasted_paise),
        voids=_part(causes.voided, causes.voided_paise),
        recipe=_part(causes.recipe, causes.recipe_paise),
        unrecorded_receipt=_part(causes.unrecorded, causes.unrecorded_paise),
        unexplained=_part(causes.unexplained, causes.unexplained_paise),
        unexplained_percent=None if percent is None else str(percent),
        price=None if price is None else rupees(price),
    )


def _part(quantity: Decimal, paise: Decimal) -> Part:
    return Part(quantity=_said(quantity), value=rupees(paise))


def _said(quantity: Decimal) -> str:
    return f"{quantity.quantize(PLACES):f}"


def _of(number: Decimal | None) -> Decimal:
    return NONE if number is None else number
