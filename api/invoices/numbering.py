"""Numbers of tax documents: consecutive for issuer, series and financial year (CGST Rule 46 b)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, update
from sqlalchemy.dialects.postgresql import insert

from api.invoices.models import InvoiceCounter
from api.models import AnyRow, table_of
from chitrail import crashpoints
from chitrail.errors import Conflict

COUNTERS = table_of(InvoiceCounter)
INDIA = ZoneInfo("Asia/Kolkata")
"""Tax years and tax dates are India's, wherever an outlet's clock stands."""
FIRST_MONTH = 4


class SeriesTaken(Conflict):
    """One series numbers one kind of document in a financial year."""

    code = "series-taken"
    title = "This series numbers other documents"


@dataclass(frozen=True)
class Number:
    """A number that was taken, and the instant its document is issued at."""

    issuer: str
    series: str
    financial_year: str
    serial: int
    issued_at: datetime

    @property
    def text(self) -> str:
        """As printed, at most 16 characters: SL/2627/0000001."""
        return f"{self.series}/{self.financial_year}/{self.serial:07}"

    @property
    def day(self) -> date:
        """Date of the document in India."""
        return self.issued_at.astimezone(INDIA).date()

    @property
    def columns(self) -> dict[str, Any]:
        """The columns invoices and credit notes have alike."""
        return {
            "issuer": self.issuer,
            "series": self.series,
            "financial_year": self.financial_year,
            "serial": self.serial,
            "number": self.text,
            "issued_at": self.issued_at,
        }


def financial_year(instant: datetime) -> str:
    """Years in which India's financial year of an instant begins and ends: "2627" from 1 April 2026."""
    day = instant.astimezone(INDIA)
    begins = day.year if day.month >= FIRST_MONTH else day.year - 1
    return f"{begins % 100:02}{(begins + 1) % 100:02}"


def take(connection: Connection, issuer: str, series: str, kind: str, at: datetime) -> Number:
    """The next number, for this transaction: rolled back with it, so no number is ever lost.

    The counter's row stays locked until the transaction ends: take the number when all else is checked.
    A document that waited for an earlier one is not dated before it. Raises SeriesTaken.
    """
    key = {"issuer": issuer, "series": series, "financial_year": financial_year(at)}
    taken = _count_on(connection, key, kind, at) or _begin(connection, key, kind, at)
    # Somebody else may have begun the series between the two.
    taken = taken or _count_on(connection, key, kind, at)
    if taken is None:
        year = key["financial_year"]
        raise SeriesTaken(f"{series} numbers other documents in {year}; choose another in settings")
    crashpoints.reach("api.number_taken")
    return Number(**key, serial=taken.last_serial, issued_at=taken.last_issued_at)


def _count_on(
    connection: Connection, key: dict[str, str], kind: str, at: datetime
) -> AnyRow | None:
    """The next number of a series; None when it has none yet, or numbers another kind."""
    # An UPDATE queues for the row. INSERT .. ON CONFLICT DO UPDATE does not: of sixteen at once one
    # starved for three seconds.
    statement = (
        update(COUNTERS)
        .where(*(COUNTERS.c[name] == value for name, value in key.items()), COUNTERS.c.kind == kind)
        .values(
            last_serial=COUNTERS.c.last_serial + 1,
            last_issued_at=func.greatest(COUNTERS.c.last_issued_at, at),
        )
        .returning(COUNTERS.c.last_serial, COUNTERS.c.last_issued_at)
    )
    return connection.execute(statement).one_or_none()


def _begin(connection: Connection, key: dict[str, str], kind: str, at: datetime) -> AnyRow | None:
    """The first row of a series in a year; None when it has one."""
    statement = (
        insert(COUNTERS)
        .values(**key, kind=kind, last_serial=1, last_issued_at=at)
        .on_conflict_do_nothing()
        .returning(COUNTERS.c.last_serial, COUNTERS.c.last_issued_at)
    )
    return connection.execute(statement).one_or_none()
