"""Imports whole settlements and keeps the exceptions up to date."""

import math
import time
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from api.database import Database, retrying
from api.settlements import exceptions, importing, recon_file
from api.settlements.gateway import ZONE, SettlementGateway
from api.settlements.importing import Booked
from api.settlements.recon import Batch, batches
from api.settlements.schemas import ImportRequest
from chitrail.clock import now
from chitrail.errors import InvalidInput, Unavailable

API, CSV = "api", "csv"
MOST_DAYS = 31
DEFAULT_DAYS = 7


def days_of(request: ImportRequest) -> list[date]:
    """The days asked for, else the last seven of India. Raises InvalidInput."""
    last = request.to or _today()
    first = request.from_ or last - timedelta(days=DEFAULT_DAYS - 1)
    if first > last:
        raise InvalidInput("must not be after `to`", field="from")
    days = (last - first).days + 1
    if days > MOST_DAYS:
        raise InvalidInput(f"at most {MOST_DAYS} days at once, not {days}", field="from")
    return [first + timedelta(days=offset) for offset in range(days)]


def ask(gateway: SettlementGateway, days: Sequence[date]) -> list[Batch]:
    """What the gateway settled on these days, by settlement. Raises GatewayRefused, GatewayUnavailable."""
    found = batches(item for day in days for item in gateway.items(day))
    transfers = gateway.transfers(days[0], days[-1]) if found else {}
    for batch in found:
        known = transfers.get(batch.settlement_id)
        batch.transfer = known or gateway.transfer(batch.settlement_id)
    return found


def read_file(path: Path) -> list[Batch]:
    """Everything in a file of the gateway's, by settlement. Raises BadFile."""
    return batches(recon_file.read(path))


def book_all(
    database: Database, found: Sequence[Batch], source: str, seconds: float = math.inf
) -> list[Booked]:
    """Book settlements, each in a transaction of its own.

    Raises Unavailable when it takes longer than `seconds`; what is booked by then is known the next time.
    """
    end, booked = time.monotonic() + seconds, list[Booked]()
    for batch in found:
        if time.monotonic() > end:
            told = f"{len(booked)} of {len(found)} settlements are booked; send the request again"
            raise Unavailable(told)
        booked.append(retrying(partial(_book, database, batch, source)))
    return booked


def check(database: Database) -> None:
    """Compare everything again; see `exceptions.recompute`."""

    def work() -> None:
        with database.everywhere().transaction() as connection:
            exceptions.recompute(connection)

    retrying(work)


def _book(database: Database, batch: Batch, source: str) -> Booked:
    with database.everywhere().transaction() as connection:
        return importing.book(connection, batch, source)


def _today() -> date:
    return now().astimezone(ZONE).date()
