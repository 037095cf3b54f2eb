"""Entry point: `python -m api.staff`."""

import sys

import typer
from sqlalchemy.exc import DBAPIError

from api.staff.command import create_admin
from chitrail.errors import ChitrailError

NAME = "python -m api.staff"


def main() -> None:
    """Run the command; an expected failure is one sentence and exit code 1."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)

    @app.callback()
    def staff() -> None:
        """Staff from the command line."""

    app.command()(create_admin)
    try:
        app(prog_name=NAME)
    except (ChitrailError, DBAPIError) as error:
        print(f"{NAME}: {str(error).strip().splitlines()[0]}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
