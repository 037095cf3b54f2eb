"""Entry point: `python -m api.importing`."""

import sys

import psycopg
import typer

from api.importing.command import GIVEN_UP, import_history
from api.importing.problems import MappingProblem
from chitrail.errors import ChitrailError, InvalidInput

WRONG_USE = 2


def main() -> None:
    """Run the command; an expected failure is one sentence, not a traceback."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    app.command("import")(import_history)
    try:
        app(prog_name="chitrail import")
    except (MappingProblem, InvalidInput) as error:
        print(f"chitrail import: {error.detail}", file=sys.stderr)
        sys.exit(WRONG_USE)
    except (ChitrailError, psycopg.OperationalError) as error:
        print(f"chitrail import: {error}", file=sys.stderr)
        sys.exit(GIVEN_UP)


if __name__ == "__main__":
    main()
