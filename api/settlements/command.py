"""`python -m api.settlements`."""

import os
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from api.database import Database
from api.paging import MAX_LIMIT
from api.settlements import queries, reading, service
from api.settlements.gateway import SettlementGateway
from api.settlements.importing import Booked
from api.settlements.schemas import ExceptionQuery
from chitrail.errors import InvalidInput
from chitrail.settings import Settings

OPEN_EXCEPTIONS = 1


def import_settlements(
    csv: Annotated[
        Path | None, typer.Option(help="The gateway's reconciliation export.", metavar="FILE")
    ] = None,
    from_: Annotated[
        datetime | None,
        typer.Option("--from", help="First day of settlement.", formats=["%Y-%m-%d"]),
    ] = None,
    to: Annotated[
        datetime | None,
        typer.Option("--to", help="Last day of settlement.", formats=["%Y-%m-%d"]),
    ] = None,
) -> None:
    """Import what the gateway settled, from its API or from its export, and show every open difference.

    Exit 0 when settlements and books agree, 1 when differences are open, 2 on bad input, 3 when gateway or
    database do not answer. A file with a bad row is not imported at all.

    Example: chitrail settlements import --from 2026-04-01 --to 2026-04-30
    """
    settings = Settings.from_env(os.environ)
    if csv is not None:
        if from_ is not None or to is not None:
            raise InvalidInput("give --csv, or --from and --to, not both", field="--csv")
        found, source = service.read_file(csv), service.CSV
    else:
        days = _days(from_, to)
        found, source = service.ask(SettlementGateway(settings), days), service.API
    database = Database(settings, application_name="chitrail settlements")
    booked = service.book_all(database, found, source)
    _say(booked)
    raise typer.Exit(_compare(database))


def check() -> None:
    """Compare settlements and books again, without importing anything.

    Exit 0 when they agree, 1 when differences are open.
    """
    settings = Settings.from_env(os.environ)
    raise typer.Exit(_compare(Database(settings, application_name="chitrail settlements")))


def _days(from_: datetime | None, to: datetime | None) -> list[date]:
    if from_ is None or to is None:
        raise InvalidInput("give --csv FILE, or --from DAY and --to DAY", field="--from")
    if from_ > to:
        raise InvalidInput("--from must not be after --to", field="--from")
    days = (to - from_).days + 1
    return [from_.date() + timedelta(days=offset) for offset in range(days)]


def _say(booked: list[Booked]) -> None:
    new, known = sum(one.new for one in booked), sum(one.known for one in booked)
    print(f"{len(booked)} settlements: {new} new lines, {known} known before")


def _compare(database: Database) -> int:
    service.check(database)
    with database.everywhere().transaction() as connection:
        opened = queries.count_open(connection, None)
        query = ExceptionQuery(open_=True, limit=MAX_LIMIT)
        shown = reading.exceptions(connection, None, query).data
    database.dispose()
    if opened == 0:
        print("settlements and books agree")
        return 0
    grid = Table("kind", "subject", "settlement", "outlet", "expected", "found", box=None)
    for one in sorted(shown, key=lambda one: (one.kind, one.subject)):
        where = one.settlement_id or "", one.outlet_id or ""
        grid.add_row(one.kind, one.subject, *where, one.expected, one.found)
    console = Console(highlight=False, markup=False, soft_wrap=True)
    console.print(grid)
    more = f", the newest {len(shown)} shown" if len(shown) < opened else ""
    console.print(f"{opened} open differences{more}")
    return OPEN_EXCEPTIONS
