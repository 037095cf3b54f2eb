"""A count as it is shown: what is expected is told to whoever may know it."""

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import Any

import msgspec

from api.authorization import MANAGEMENT
from api.counts.schemas import Count, CountedPlace, CountHeader, CountLine
from api.inventory.amounts import rupees
from api.inventory.recording import COST_PLACES
from api.models import AnyRow
from chitrail.quantity import PLACES
from chitrail.tokens import Actor


def header(row: AnyRow) -> CountHeader:
    """A count without its lines."""
    return CountHeader(**_head(row))


def whole(row: AnyRow, lines: Sequence[AnyRow], actor: Actor) -> Count:
    """A count with its lines.

    A blind one tells nobody what is expected before counting is done, and then management; what variances
    are worth, management alone is told.
    """
    counting = row.status == "OPEN"
    managing = actor.role in MANAGEMENT
    told = not row.blind or (managing and not counting)
    shown = [_line(line, told=told, priced=told and managing) for line in lines]
    worth = [_variance_paise(line) for line in lines if line.counted is not None]
    total = rupees(sum(worth, Decimal(0))) if told and managing else None
    return Count(**_head(row), variance_value=total, lines=shown)


def _head(row: AnyRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in CountHeader.__struct_fields__}


def _line(line: AnyRow, *, told: bool, priced: bool) -> CountLine:
    known = told and line.counted is not None
    return CountLine(
        ingredient_id=line.ingredient_id,
        ingredient_code=line.code,
        name=line.name,
        unit=line.unit,
        round=line.round,
        counted=_quantity(line.counted),
        counted_at=line.counted_at,
        expected=_quantity(line.expected if known else line.on_hand if told else None),
        variance=_quantity(line.counted - line.expected) if known else None,
        variance_value=rupees(_variance_paise(line)) if known and priced else None,
        places=msgspec.convert(line.places or [], list[CountedPlace]),
    )


def _variance_paise(line: AnyRow) -> Decimal:
    """As booked; until then at the average."""
    if line.booked_paise is not None:
        return Decimal(line.booked_paise)
    variance = line.counted - line.expected
    with localcontext(prec=60):
        if line.on_hand is not None and line.on_hand > 0:
            worth = line.value_paise * variance / line.on_hand
        else:
            worth = line.average_cost_paise * variance
        return Decimal(worth.quantize(COST_PLACES, ROUND_HALF_EVEN))


def _quantity(quantity: Decimal | None) -> str | None:
    return None if quantity is None else str(quantity.quantize(PLACES))
