"""`python -m pipelines backtest`: how good the forecasts would have been on a history."""

import json
import math
import os
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from chitrail.errors import ConfigurationError
from chitrail.settings import Settings

if TYPE_CHECKING:
    from pipelines.forecasting.panels import Panel

_TOLD = (
    ("wape_7", "WAPE, 7 days"),
    ("wape_14", "WAPE, whole horizon"),
    ("mase", "MASE"),
    ("pinball_90", "pinball loss .9"),
    ("pinball_95", "pinball loss .95"),
    ("sum_wape", "WAPE of {days}-day sums"),
    ("sum_pinball_95", "pinball .95 of {days}-day sums"),
    ("bias", "bias"),
    ("coverage_90", "days within 90 % bounds"),
    ("above_95", "days below the 95 % bound"),
    ("sum_95", "{days}-day sums below 95 %"),
    ("fill_rate", "demand met from stock"),
    ("cycles_without_stock_out", "weeks without stock-out"),
    ("days_of_stock", "days of stock"),
)
_FROM = ("bias", "coverage_90", "above_95", "sum_95", "fill_rate", "cycles_without_stock_out")
"""Of these no ratio to the naive forecast is told."""


def backtest(
    outlet: Annotated[str, typer.Option(help="Only this outlet.")] = "",
    csv: Annotated[
        Path | None, typer.Option(help="A file of daily sales instead of the warehouse.")
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(help="part=name for the file's columns day, outlet, item, quantity."),
    ] = None,
    date_format: Annotated[
        str, typer.Option(help="Of the file's dates, such as %d/%m/%Y; ISO when left out.")
    ] = "",
    ingredients: Annotated[
        bool, typer.Option("--ingredients", help="Use of ingredients instead of sales of items.")
    ] = False,
    india: Annotated[bool, typer.Option("--india", help="Know India's festivals.")] = False,
    horizon: Annotated[int, typer.Option(min=1, max=28, help="Days forecast.")] = 14,
    origins: Annotated[int, typer.Option(min=1, max=52, help="Weeks forecast from.")] = 12,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON only.")] = False,
) -> None:
    """Forecast past weeks anew from the days before them, and compare with what came.

    Examples: `chitrail backtest`, `chitrail backtest --csv sales.csv --column item=dish --json`.
    """
    try:
        found = panels_of(outlet, csv, column or [], date_format, ingredients)
        report = report_of(found, india, horizon, origins)
    except ConfigurationError as error:
        typer.echo(error.detail, err=True)
        raise typer.Exit(1) from None
    if not as_json:
        _say(report)
        typer.echo("")
    typer.echo(json.dumps(report, indent=None if as_json else 1))


def panels_of(
    outlet: str, csv: Path | None, column: list[str], date_format: str, ingredients: bool
) -> "list[Panel]":
    """The histories asked for. Raises ConfigurationError when they cannot be read."""
    from pipelines.forecasting import panels
    from warehouse.connection import read_only

    if csv is not None:
        found = panels.from_csv(csv, _columns(column), date_format)
        return [panel for panel in found if outlet in ("", panel.outlet)]
    path = Settings.from_env(os.environ).warehouse_snapshot
    if not path.exists():
        raise ConfigurationError(f"{path} is not there: build the warehouse, or give --csv")
    with read_only(path) as connection:
        return panels.from_warehouse(connection, outlet, ingredients=ingredients)


def report_of(found: "list[Panel]", india: bool, horizon: int, origins: int) -> dict[str, Any]:
    """Everything that is printed. Raises ConfigurationError when there is nothing to measure."""
    from pipelines.forecasting import backtest as trials
    from pipelines.forecasting.festivals import festivals
    from pipelines.forecasting.measures import measure
    from pipelines.forecasting.methods import NAIVE
    from pipelines.forecasting.panels import LEAST_DAYS

    begun, calendar = time.process_time(), festivals("Asia/Kolkata" if india else "")
    run = [
        trials.run(panel.history, horizon=horizon, origins=origins, calendar=calendar)
        for panel in found
    ]
    run = [trial for trial in run if trial.origins]
    if not run:
        raise ConfigurationError(
            f"nothing to measure: it takes an outlet with {LEAST_DAYS} days of sales"
        )
    methods = {name: _known(asdict(measure(run, name))) for name in run[0].told}
    ours, naive = methods[trials.OURS], methods[NAIVE]
    return {
        "outlets": len(run),
        "series": sum(len(trial.history.ingredients) for trial in run),
        "days": max(len(trial.history.days) for trial in run),
        "horizon": horizon,
        "origins": max(len(trial.origins) for trial in run),
        "sum_days": run[0].sum_days,
        "methods": methods,
        "against_seasonal_naive": {
            name: value / usual
            for name, value in ours.items()
            if name not in _FROM and value is not None and (usual := naive[name])
        },
        "intervals": {
            "day": {"nominal": 0.9, "measured": ours["coverage_90"]},
            "sum": {"nominal": 0.95, "measured": ours["sum_95"]},
        },
        "chosen": dict(sum((trial.chosen for trial in run), Counter()).most_common()),
        "falls_of_the_guard": sum(trial.falls for trial in run),
        "cpu_seconds": round(time.process_time() - begun, 2),
    }


def _known(measures: dict[str, float]) -> dict[str, float | None]:
    """What could not be measured is null in JSON, not NaN."""
    return {name: None if math.isnan(value) else value for name, value in measures.items()}


def _columns(told: list[str]) -> dict[str, str]:
    from pipelines.forecasting.panels import NAMES

    pairs = dict(one.partition("=")[::2] for one in told)
    if unknown := pairs.keys() - NAMES.keys():
        raise ConfigurationError(
            f"--column knows {', '.join(NAMES)}, not {', '.join(sorted(unknown))}"
        )
    return pairs


def _figure(value: float | None) -> str:
    return f"{'-':>34}" if value is None else f"{value:>34.3f}"


def _say(report: dict[str, Any]) -> None:
    typer.echo(
        f"{report['outlets']} outlets, {report['series']} series, up to {report['days']} days; "
        f"{report['origins']} weekly origins, {report['horizon']} days ahead"
    )
    names = list(report["methods"])
    typer.echo(f"{'':28}" + "".join(f"{name:>34}" for name in names))
    for key, words in _TOLD:
        values = "".join(_figure(report["methods"][name][key]) for name in names)
        ratio = report["against_seasonal_naive"].get(key)
        ending = f"   x {ratio:.3f} of the naive" if ratio is not None else ""
        typer.echo(f"{words.format(days=report['sum_days']):28}{values}{ending}")
    for kind, told in report["intervals"].items():
        held = "nothing to measure" if told["measured"] is None else f"{told['measured']:.1%} held"
        typer.echo(f"bounds of a {kind}: {told['nominal']:.0%} asked, {held}")
    for name, count in report["chosen"].items():
        typer.echo(f"{count:>6} times the {name}")
