"""Entry point: `python -m api.seeding`."""

import sys

import psycopg
import sqlalchemy.exc
import typer

from api.seeding.command import seed_restaurant
from chitrail.errors import ChitrailError


def main() -> None:
    """Run the command; an expected failure is one sentence and exit code 1."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    app.command("seed")(seed_restaurant)
    try:
        app(prog_name="chitrail seed")
    except (ChitrailError, psycopg.OperationalError, sqlalchemy.exc.OperationalError) as error:
        print(f"chitrail seed: {error}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
