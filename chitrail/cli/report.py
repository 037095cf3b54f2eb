"""`chitrail report`."""

import typer

from chitrail.cli.rooms import run_room


def report(context: typer.Context) -> None:
    """Make and send the daily close or the GST month (`chitrail report daily --outlet O --day D`)."""
    run_room("pipelines", ["report", *context.args])
