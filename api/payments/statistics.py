"""Payments by business day and method, live from the ledger."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import Connection

from api.outlets.service import trading_day
from api.payments import queries
from api.payments.schemas import DailyMethod, DailyQuery, DailyStatistics
from chitrail.clock import now
from chitrail.errors import InvalidInput
from chitrail.money import format_rupees

MOST_DAYS = 366
FOUR_PLACES = Decimal("0.0001")


def daily(connection: Connection, outlet_id: str, query: DailyQuery) -> DailyStatistics:
    """Statistics of a day or a range of at most 366 days. Raises InvalidInput."""
    first, last = _span(connection, outlet_id, query)
    rows = queries.daily(connection, outlet_id, first, last)
    gross_of_day: dict[date, int] = defaultdict(int)
    for row in rows:
        gross_of_day[row.business_date] += row.gross
    return DailyStatistics(
        outlet_id,
        [
            DailyMethod(
                business_date=row.business_date,
                payment_method=row.method,
                count=row.received,
                failed_count=row.failed,
                gross=format_rupees(row.gross),
                tips=format_rupees(row.tips),
                surplus=format_rupees(row.surplus),
                refunds=format_rupees(row.refunds),
                refunded_of_day=format_rupees(row.refunded_of_day),
                net=format_rupees(row.gross - row.refunds),
                average=format_rupees(_average(row.gross, row.received)),
                failure_rate=_ratio(row.failed, row.failed + row.received),
                share=_ratio(row.gross, gross_of_day[row.business_date]),
            )
            for row in rows
        ],
    )


def _span(connection: Connection, outlet_id: str, query: DailyQuery) -> tuple[date, date]:
    if query.date is not None:
        if query.from_ is not None or query.to is not None:
            raise InvalidInput("give either date, or from and to", field="date")
        return query.date, query.date
    today = trading_day(connection, outlet_id, now())
    last = query.to or today
    first = query.from_ or (last if query.to is None else query.to)
    if first > last:
        raise InvalidInput("is after to", field="from")
    if last - first >= timedelta(days=MOST_DAYS):
        raise InvalidInput(f"may span at most {MOST_DAYS} days", field="from")
    return first, last


def _average(paise: int, count: int) -> int:
    if count == 0:
        return 0
    return int((Decimal(paise) / count).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _ratio(part: int, whole: int) -> str:
    if whole == 0:
        return "0.0000"
    return str((Decimal(part) / whole).quantize(FOUR_PLACES, rounding=ROUND_HALF_UP))
