"""`chitrail import`."""

import typer

from chitrail.cli.rooms import run_room


def import_history(context: typer.Context) -> None:
    """Import order history from CSV files by a mapping (see `chitrail import --help`)."""
    run_room("api.importing", context.args)
