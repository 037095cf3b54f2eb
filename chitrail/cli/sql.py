"""`chitrail sql`."""

import typer

from chitrail.cli.rooms import run_room


def sql(context: typer.Context) -> None:
    """Ask the published warehouse in SQL, read-only; interactive without `-c` or `-f`."""
    run_room("warehouse", ["sql", *context.args])
