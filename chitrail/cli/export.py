"""`chitrail export`."""

import typer

from chitrail.cli.rooms import run_room


def export(context: typer.Context) -> None:
    """Write the published warehouse to a folder as Parquet or CSV."""
    run_room("warehouse", ["export", *context.args])
