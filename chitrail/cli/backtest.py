"""`chitrail backtest`."""

import typer

from chitrail.cli.rooms import run_room


def backtest(context: typer.Context) -> None:
    """Measure how good the forecasts would have been on past weeks."""
    run_room("pipelines", ["backtest", *context.args])
