"""`chitrail settlements`."""

import typer

from chitrail.cli.rooms import run_room


def settlements(context: typer.Context) -> None:
    """Compare the payment gateway's settlements with the books (see `chitrail settlements --help`)."""
    run_room("api.settlements", context.args)
