"""Split bills as the API shows them."""

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from uuid import UUID

from api.models import AnyRow
from api.splits.schemas import Part, PartLine, Split
from chitrail.money import format_rupees


def split_view(order: AnyRow, parts: Sequence[AnyRow], lines: Sequence[AnyRow]) -> Split:
    """The parts of an order, each with its lines."""
    lines_of: dict[UUID, list[PartLine]] = defaultdict(list)
    for line in lines:
        lines_of[line.part_id].append(
            PartLine(
                line_id=line.line_id,
                quantity=str(Fraction(line.numerator, line.denominator)),
                amount=format_rupees(line.amount_paise),
            )
        )
    return Split(
        order_id=order.id,
        by=parts[0].basis if parts else None,
        total=format_rupees(order.total_paise),
        parts=[
            Part(
                id=part.id,
                part_no=part.part_no,
                label=part.label,
                amount=format_rupees(part.amount_paise),
                settled=format_rupees(part.settled_paise),
                due=format_rupees(part.amount_paise - part.settled_paise),
                lines=lines_of[part.id],
            )
            for part in parts
        ],
    )
