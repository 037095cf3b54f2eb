"""`chitrail report`: a report now, whatever the hour."""

import os
from collections.abc import Callable
from datetime import date
from typing import Annotated, NoReturn

import typer

from chitrail.clock import now
from chitrail.errors import ChitrailError
from chitrail.settings import Settings
from pipelines.reports.daily import daily_close
from pipelines.reports.document import Report
from pipelines.reports.due import deliver_due
from pipelines.reports.gst import gst_month
from pipelines.reports.sending import Delivered, deliver
from pipelines.reports.source import Books, books
from pipelines.reports.weekly import weekly_letter

app = typer.Typer(add_completion=False, help="Reports for owners, as files and by e-mail.")
_OUTLET = typer.Option(help="Outlet, such as spice-lane.")
_AGAIN = typer.Option("--again", help="Mail those too who have it already.")


@app.command()
def daily(
    outlet: Annotated[str, _OUTLET],
    day: Annotated[str, typer.Option(help="Business day (YYYY-MM-DD).")],
    again: Annotated[bool, _AGAIN] = False,
) -> None:
    """The daily close. Example: `chitrail report daily --outlet spice-lane --day 2026-11-23`."""
    wanted = _date(day, "--day")
    _make(daily_close, outlet, wanted, again=again)


@app.command()
def weekly(
    outlet: Annotated[str, _OUTLET],
    day: Annotated[str, typer.Option(help="Any day of the week (YYYY-MM-DD).")],
    again: Annotated[bool, _AGAIN] = False,
) -> None:
    """The owner's letter of a week.

    Example: `chitrail report weekly --outlet spice-lane --day 2026-11-22`.
    """
    wanted = _date(day, "--day")
    _make(weekly_letter, outlet, wanted, again=again)


@app.command()
def gst(
    outlet: Annotated[str, _OUTLET],
    month: Annotated[str, typer.Option(help="Month (YYYY-MM).")],
    again: Annotated[bool, _AGAIN] = False,
) -> None:
    """The GST month, with a CSV file a table.

    Example: `chitrail report gst --outlet spice-lane --month 2026-11`.
    """
    wanted = _date(f"{month}-01", "--month")
    _make(gst_month, outlet, wanted, again=again)


@app.command()
def due() -> None:
    """Whatever is due of all outlets and not delivered: what Dagster does every hour."""
    try:
        done = deliver_due(_settings(), now())
    except ChitrailError as error:
        _end(error.detail)
    for name, delivered in done.made.items():
        typer.echo(name)
        _say(delivered)
    if not done.made:
        typer.echo("nothing is due")


def _make(
    write: Callable[[Books, str, date], Report],
    outlet: str,
    wanted: date,
    *,
    again: bool,
) -> None:
    settings = _settings()
    try:
        with books(settings) as connection:
            report = write(connection, outlet, wanted)
    except ChitrailError as error:
        _end(error.detail)
    delivered = deliver(settings, report, again=again)
    _say(delivered)
    if delivered.failed:
        _end("; ".join(f"{address}: {why}" for address, why in delivered.failed.items()))


def _say(delivered: Delivered) -> None:
    for path in delivered.files:
        typer.echo(f"  {path}")
    for what, addresses in (("sent to", delivered.sent), ("was sent to", delivered.had_it)):
        for address in addresses:
            typer.echo(f"  {what} {address}")


def _settings() -> Settings:
    try:
        return Settings.from_env(os.environ)
    except ChitrailError as error:
        _end(error.detail)


def _date(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a date", param_hint=option) from error


def _end(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)
