"""Business days as partitions.

A partition's key is the business date as it stands on the rows. Its window here, for schedules and the
calendar in the UI, is that of an outlet in India with the usual cut-over; outlets elsewhere keep their own
days, by the date on their rows.
"""

from datetime import date, datetime, timedelta

import dagster as dg

from chitrail.clock import business_date

ZONE = "Asia/Kolkata"
CUTOVER_HOUR = 4
FIRST_DAY = "2015-01-01"

BUSINESS_DAYS = dg.DailyPartitionsDefinition(
    start_date=FIRST_DAY, timezone=ZONE, hour_offset=CUTOVER_HOUR, end_offset=1
)
"""Every business day so far, the one under way included."""


def day_under_way(instant: datetime) -> date:
    """The business day that `instant` belongs to."""
    return business_date(instant, ZONE, CUTOVER_HOUR)


def day_before(instant: datetime) -> date:
    """The last business day that was over at `instant`."""
    return day_under_way(instant) - timedelta(days=1)
