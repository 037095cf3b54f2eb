"""What the payments page shows."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class MethodDay:
    """One payment method on one business day; money in rupees, rates and shares of one.

    `gross` and `payment_count` are of completed payments, `failure_rate` is failed / (failed + completed).
    """

    payment_method: str
    payment_count: int
    failed_count: int
    gross: Decimal
    refunds: Decimal
    net: Decimal
    average: Decimal | None
    failure_rate: Decimal | None
    share: Decimal | None


@dataclass(frozen=True)
class Day:
    """A business day, its neighbours that have payments, its methods and their total."""

    business_date: date
    previous: date | None
    following: date | None
    methods: list[MethodDay]
    total: MethodDay


def total_of(methods: list[MethodDay]) -> MethodDay:
    """All methods of a day as one row."""
    payments = sum(row.payment_count for row in methods)
    failed = sum(row.failed_count for row in methods)
    gross = sum((row.gross for row in methods), Decimal(0))
    refunds = sum((row.refunds for row in methods), Decimal(0))
    return MethodDay(
        "All methods",
        payments,
        failed,
        gross,
        refunds,
        gross - refunds,
        gross / payments if payments else None,
        Decimal(failed) / (failed + payments) if failed + payments else None,
        Decimal(1) if gross else None,
    )
