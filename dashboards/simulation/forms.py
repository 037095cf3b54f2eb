"""What a manager tries out, as the replay takes it."""

from collections.abc import Mapping
from dataclasses import dataclass

from chitrail.errors import InvalidInput
from chitrail.reordering.policies import Choices

ORDER_COST = 100
MOST_RUPEES = 100_000


@dataclass(frozen=True)
class Tried:
    """Choices, and what writing, taking in and paying an order costs in rupees."""

    choices: Choices
    order_cost: int


def tried(form: Mapping[str, str]) -> Tried:
    """Fields left empty are as the outlet has them. Raises InvalidInput naming the field."""
    choices = Choices(
        service_percent=_number(form, "service", 50, 99),
        review_days=_number(form, "review", 1, 60),
        lead_time_days=_number(form, "lead", 0, 60),
    )
    cost = _number(form, "order_cost", 0, MOST_RUPEES)
    return Tried(choices, ORDER_COST if cost is None else cost)


def _number(form: Mapping[str, str], name: str, low: int, high: int) -> int | None:
    told = form.get(name, "").strip()
    if not told:
        return None
    if not (told.isascii() and told.isdigit() and low <= int(told) <= high):
        raise InvalidInput(f"must be a whole number from {low} to {high}", field=name)
    return int(told)
