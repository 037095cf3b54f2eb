"""`chitrail seed`."""

import typer

from chitrail.cli.rooms import run_room


def seed(context: typer.Context) -> None:
    """Load the demonstration restaurant: menu, recipes, staff, stock, history; safe to repeat."""
    run_room("api.seeding", context.args)
