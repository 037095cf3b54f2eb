"""How a bill falls into parts: equal ones, given amounts, or what each guest ate. No database here."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Protocol
from uuid import UUID

from api.payments.allocation import LEAST_REST_PAISE
from api.splits.schemas import ItemPartRequest, SplitRequest
from api.splits.shares import spread
from chitrail.errors import InvalidInput
from chitrail.money import format_rupees, parse_rupees


class Line(Protocol):
    """What a plan needs of an order's line."""

    id: UUID
    item_name: str
    quantity: int
    total_paise: int
    discount_paise: int
    service_charge_paise: int
    tax_included_paise: int
    cgst_paise: int
    sgst_paise: int


@dataclass
class PartPlan:
    """A part to be; `portions` and `paise_of` by line when it is split by items."""

    label: str = ""
    amount_paise: int = 0
    portions: dict[UUID, Fraction] = field(default_factory=dict)
    paise_of: dict[UUID, int] = field(default_factory=dict)


def plan(request: SplitRequest, total_paise: int, lines: Sequence[Line]) -> list[PartPlan]:
    """The parts; their amounts add up to the total. Raises InvalidInput."""
    given = {"EQUAL": request.count, "AMOUNT": request.amounts, "ITEMS": request.items}
    field_of = {"EQUAL": "count", "AMOUNT": "amounts", "ITEMS": "items"}
    for by, value in given.items():
        if (value is not None) != (by == request.by):
            problem = "is needed" if by == request.by else "does not belong to"
            raise InvalidInput(f"{problem} for a split by {request.by}", field=field_of[by])
    if request.count is not None:
        shares = spread(total_paise, [Fraction(1)] * request.count)
        parts = [PartPlan(amount_paise=share) for share in shares]
    elif request.amounts is not None:
        parts = _by_amounts(request.amounts, total_paise)
    else:
        parts = _by_items(request.items or [], total_paise, lines)
    for part in parts:
        if part.amount_paise < LEAST_REST_PAISE:
            raise InvalidInput("every part must be at least 1.00", field=field_of[request.by])
    return parts


def _by_amounts(amounts: list[str], total_paise: int) -> list[PartPlan]:
    parts = [
        PartPlan(amount_paise=parse_rupees(amount, field=f"amounts/{place}"))
        for place, amount in enumerate(amounts)
    ]
    found = sum(part.amount_paise for part in parts)
    if found != total_paise:
        raise InvalidInput(
            f"add up to {format_rupees(found)}, the bill is {format_rupees(total_paise)}",
            field="amounts",
        )
    return parts


def _by_items(
    requests: list[ItemPartRequest], total_paise: int, lines: Sequence[Line]
) -> list[PartPlan]:
    by_id = {line.id: line for line in lines}
    parts = [_portions(request, place, by_id) for place, request in enumerate(requests)]
    for line in lines:
        taken = sum((part.portions.get(line.id, Fraction(0)) for part in parts), Fraction(0))
        if taken != line.quantity:
            raise InvalidInput(
                f"{taken} of {line.quantity} {line.item_name} are in a part", field="items"
            )
        _spread_line(parts, line)
    gross = [sum(part.paise_of.values()) for part in parts]
    off = total_paise - sum(gross)
    weights = [Fraction(amount) for amount in gross] if any(gross) else [Fraction(1)] * len(parts)
    for part, amount, share in zip(parts, gross, spread(off, weights), strict=True):
        part.amount_paise = amount + share
    return parts


def _portions(request: ItemPartRequest, place: int, by_id: dict[UUID, Line]) -> PartPlan:
    part = PartPlan(request.label)
    for row, line in enumerate(request.lines):
        at = f"items/{place}/lines/{row}"
        if line.line_id not in by_id:
            raise InvalidInput("is not a line of this order", field=f"{at}/line_id")
        if line.line_id in part.portions:
            raise InvalidInput("is in this part already", field=f"{at}/line_id")
        portion = (
            Fraction(line.quantity) if "/" in line.quantity else Fraction(Decimal(line.quantity))
        )
        if portion == 0:
            raise InvalidInput("must be more than 0", field=f"{at}/quantity")
        part.portions[line.line_id] = portion
    return part


def _spread_line(parts: list[PartPlan], line: Line) -> None:
    """What the line costs after discounts, with service charge and taxes, shared by portions."""
    sharing = [part for part in parts if line.id in part.portions]
    price = line.total_paise - line.discount_paise + line.service_charge_paise
    paise = price - line.tax_included_paise + line.cgst_paise + line.sgst_paise
    for part, share in zip(
        sharing, spread(paise, [p.portions[line.id] for p in sharing]), strict=True
    ):
        part.paise_of[line.id] = share
