"""Entry point: `python -m api.settlements`."""

import sys

import typer
from sqlalchemy.exc import DBAPIError

from api.payments.gateway.session import GatewayRefused, GatewayUnavailable
from api.settlements.command import check, import_settlements
from api.settlements.recon_file import BadFile
from chitrail.errors import ChitrailError, InvalidInput

WRONG_INPUT, NO_ANSWER = 2, 3
SHOWN_ROWS = 20


def main() -> None:
    """Run the command; an expected failure is one sentence, not a traceback."""
    app = typer.Typer(
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        no_args_is_help=True,
    )
    app.command("import")(import_settlements)
    app.command()(check)
    try:
        app(prog_name="chitrail settlements")
    except BadFile as error:
        shown = [f"  {row}" for row in error.rows[:SHOWN_ROWS]]
        if len(error.rows) > SHOWN_ROWS:
            shown.append(f"  and {len(error.rows) - SHOWN_ROWS} more")
        _end("\n".join([error.detail, *shown]), WRONG_INPUT)
    except InvalidInput as error:
        _end(error.detail, WRONG_INPUT)
    except (GatewayRefused, GatewayUnavailable) as error:
        _end(f"the gateway: {error}", NO_ANSWER)
    except (ChitrailError, DBAPIError) as error:
        _end(str(error).strip().splitlines()[0], NO_ANSWER)


def _end(message: str, code: int) -> None:
    print(f"chitrail settlements: {message}", file=sys.stderr)
    sys.exit(code)


if __name__ == "__main__":
    main()
