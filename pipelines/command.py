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
from pipelines.reports.command import app as reports

LOWEST_SERVICE = 50

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


@app.command()
def simulate(
    outlet: Annotated[str, typer.Option(help="The outlet.")],
    service: Annotated[
        int, typer.Option(min=0, max=99, help="Per cent of deliveries to last until; 0: as it is.")
    ] = 0,
    review: Annotated[
        int, typer.Option(min=0, max=60, help="Days an order must last; 0: as suppliers have it.")
    ] = 0,
    lead: Annotated[
        int, typer.Option(min=-1, max=60, help="Lead time in days; -1: as suppliers have it.")
    ] = -1,
    order_cost: Annotated[float, typer.Option(min=0, help="Rupees an order costs.")] = 100.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """What the last four weeks would have cost with the forecast's orders, and with simpler rules.

    Example: `python -m pipelines simulate --outlet spice-lane --service 95 --review 3`.
    """
    from chitrail.reordering.policies import Choices
    from pipelines.simulation import simulated, table

    choices = Choices(
        max(service, LOWEST_SERVICE) if service else None,
        review or None,
        None if lead < 0 else lead,
    )
    try:
        found = simulated(Settings.from_env(os.environ), outlet, choices, order_cost)
    except ChitrailError as error:
        typer.echo(error.detail, err=True)
        raise typer.Exit(1) from None
    typer.echo(json.dumps(found) if as_json else table(found))


app.command()(backtest)
app.add_typer(reports, name="report")


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
