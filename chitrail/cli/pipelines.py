"""`chitrail pipelines`."""

import typer

from chitrail.cli.rooms import run_room


def pipelines(context: typer.Context) -> None:
    """Build and publish the warehouse now (`chitrail pipelines build`)."""
    run_room("pipelines", context.args)
