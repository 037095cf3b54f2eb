"""`python -m pipelines`: build the warehouse now, and order by it."""

import json
import os
from datetime import date
from typing import Annotated

import typer

from chitrail.clock import now
from chitrail.errors import ChitrailError, ConfigurationError
from chitrail.settings import Settings
from pipelines.backtest import backtest

app = typer.Typer(add_completion=False, help="Build and publish the warehouse.")


@app.callback()
def main() -> None:
    """Build and publish the warehouse."""


@app.command()
def build(
    full: Annotated[
        bool, typer.Option("--full", help="Read everything from PostgreSQL again.")
    ] = False,
    day: Annotated[
        str, typer.Option(help="Recompute this business day too (YYYY-MM-DD); today when left out.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Read what changed, compute, check, publish. Exit code 1 when nothing was published.

    Examples: `python -m pipelines build`, `python -m pipelines build --day 2026-11-22 --json`.
    """
    try:
        wanted = date.fromisoformat(day) if day else None
    except ValueError as error:
        raise typer.BadParameter(f"{day!r} is not a date", param_hint="--day") from error
    try:
        Settings.from_env(os.environ)
    except ConfigurationError as error:
        typer.echo(error.detail, err=True)
        raise typer.Exit(1) from None
    from pipelines.partitions import FIRST_DAY, day_under_way
    from pipelines.run import run_build

    today = day_under_way(now())
    if wanted and not date.fromisoformat(FIRST_DAY) <= wanted <= today:
        raise typer.BadParameter(f"must be from {FIRST_DAY} to {today}", param_hint="--day")
    report = run_build(wanted or today, full=full)
    if as_json:
        typer.echo(json.dumps(vars(report)))
    else:
        _say(vars(report))
    if not report.success:
        raise typer.Exit(1)


@app.command()
def drafts(
    outlet: Annotated[str, typer.Option(help="Only this outlet; all when left out.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the drafts as JSON.")] = False,
) -> None:
    """Have the API draft purchase orders of what is due. Asking again doubles nothing.

    Exit code 1 when an outlet's could not be made. Example: `python -m pipelines drafts --outlet spice-lane`.
    """
    from pipelines.drafting import make_drafts

    try:
        done = make_drafts(Settings.from_env(os.environ), outlet)
    except ChitrailError as error:
        typer.echo(error.detail, err=True)
        raise typer.Exit(1) from None
    if as_json:
        typer.echo(json.dumps([vars(one) for one in done]))
        return
    told = [line for one in done for line in one.told()]
    typer.echo("\n".join(told) if told else "nothing is due")


app.command()(backtest)


def _say(report: dict[str, object]) -> None:
    typer.echo("warehouse published" if report["success"] else "warehouse NOT published")
    for name, value in report.items():
        if name in ("failures", "warnings"):
            continue
        text = ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else value
        typer.echo(f"  {name.replace('_', ' '):14} {text}")
    for name in ("failures", "warnings"):
        told = report[name]
        for text in told if isinstance(told, list) else []:
            typer.echo(f"  {text}", err=True)
