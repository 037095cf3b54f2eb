"""Which reports are due: days that are over, in the outlet's own zone, and the month before this one."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from chitrail.clock import business_date
from chitrail.errors import ChitrailError
from chitrail.settings import Settings
from pipelines.reports.daily import daily_close
from pipelines.reports.gst import gst_month
from pipelines.reports.sending import Delivered, deliver, is_delivered
from pipelines.reports.source import Books, books
from pipelines.reports.weekly import weekly_letter

AFTER = timedelta(minutes=30)
"""From the cut-over until the day is taken to be closed."""
DAYS_BACK = 3
"""A report that could not be sent is tried again every hour for so many days."""


class NotDelivered(ChitrailError):
    """Some reports could not be made or sent; they are tried again in an hour."""


@dataclass
class Round:
    """What one round made, by the name of the report, and what failed."""

    made: dict[str, Delivered] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


def deliver_due(settings: Settings, at: datetime) -> Round:
    """Make and send what is due. Every report is tried; then NotDelivered names those that failed."""
    done = Round()
    with books(settings) as connection:
        for outlet_id, day in _days(connection, at):
            if not is_delivered(settings, outlet_id, f"daily-{day}") and _traded(
                connection, outlet_id, day
            ):
                report = daily_close(connection, outlet_id, day)
                _note(done, outlet_id, report.name, deliver(settings, report))
        for outlet_id, day in _days(connection, at):
            year, number, weekday = day.isocalendar()
            if weekday == 7 and not is_delivered(
                settings, outlet_id, f"weekly-{year}-W{number:02d}"
            ):
                letter = weekly_letter(connection, outlet_id, day)
                if any(letter.bars.values if letter.bars else ()):
                    _note(done, outlet_id, letter.name, deliver(settings, letter))
        for outlet_id, month in _months(connection, at):
            if not is_delivered(settings, outlet_id, f"gst-{month:%Y-%m}"):
                report = gst_month(connection, outlet_id, month)
                _note(done, outlet_id, report.name, deliver(settings, report))
    if done.failed:
        raise NotDelivered("; ".join(done.failed))
    return done


def _note(done: Round, outlet_id: str, name: str, delivered: Delivered) -> None:
    done.made[f"{outlet_id}/{name}"] = delivered
    done.failed += [
        f"{outlet_id}/{name} to {address}: {why}" for address, why in delivered.failed.items()
    ]


def _days(connection: Books, at: datetime) -> list[tuple[str, date]]:
    outlets = connection.execute(
        "SELECT id, zone, cutover_hour FROM outlets ORDER BY id"
    ).fetchall()
    return [
        (
            outlet["id"],
            business_date(at - AFTER, outlet["zone"], outlet["cutover_hour"])
            - timedelta(days=back),
        )
        for outlet in outlets
        for back in range(DAYS_BACK, 0, -1)
    ]


def _traded(connection: Books, outlet_id: str, day: date) -> bool:
    row = connection.execute(
        """SELECT EXISTS (SELECT FROM orders WHERE outlet_id = %(outlet)s AND business_date = %(day)s)
               OR EXISTS (SELECT FROM drawer_shifts WHERE outlet_id = %(outlet)s
                          AND business_date = %(day)s) AS traded""",
        {"outlet": outlet_id, "day": day},
    ).fetchone()
    return bool(row and row["traded"])


def _months(connection: Books, at: datetime) -> list[tuple[str, date]]:
    """The calendar month before this one in India, of outlets that issued invoices in it."""
    first = business_date(at, "Asia/Kolkata", 0).replace(day=1)
    month = (first - timedelta(days=1)).replace(day=1)
    rows = connection.execute(
        """SELECT DISTINCT outlet_id FROM invoices
           WHERE invoice_date >= %s AND invoice_date < %s ORDER BY outlet_id""",
        (month, first),
    ).fetchall()
    return [(row["outlet_id"], month) for row in rows]
