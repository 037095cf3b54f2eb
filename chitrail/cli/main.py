"""Assembles the subcommands."""

import sys

import requests
import typer
from psycopg import OperationalError

from chitrail.cli import dead_letters, topics
from chitrail.cli.backtest import backtest
from chitrail.cli.export import export
from chitrail.cli.importing import import_history
from chitrail.cli.pipelines import pipelines
from chitrail.cli.replay_screen import replay_screen
from chitrail.cli.report import report
from chitrail.cli.seed import seed
from chitrail.cli.settlements import settlements
from chitrail.cli.sql import sql
from chitrail.cli.status import status
from chitrail.cli.up import up
from chitrail.demo.client import Refused
from chitrail.demo.command import demo
from chitrail.errors import ChitrailError
from chitrail.local.environment import load_stack_environment
from chitrail.reconcile.command import reconcile

app = typer.Typer(
    name="chitrail",
    help="Run a restaurant: orders, payments, kitchen, stock and the books that prove them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(up)
app.command()(status)
app.command()(demo)
app.command(
    "import",
    context_settings={
        "allow_extra_args": True,
        "ignore_unknown_options": True,
        "help_option_names": [],
    },
)(import_history)
app.command()(reconcile)
app.command("replay-screen")(replay_screen)
app.command(
    context_settings={
        "allow_extra_args": True,
        "ignore_unknown_options": True,
        "help_option_names": [],
    }
)(seed)
app.command(
    context_settings={
        "allow_extra_args": True,
        "ignore_unknown_options": True,
        "help_option_names": [],
    }
)(pipelines)
app.command(
    context_settings={
        "allow_extra_args": True,
        "ignore_unknown_options": True,
        "help_option_names": [],
    }
)(backtest)
app.command(
    context_settings={
        "allow_extra_args": True,
        "ignore_unknown_options": True,
        "help_option_names": [],
    }
)(settlements)
app.command(
    context_settings={
        "allow_extra_args": True,
        "ignore_unknown_options": True,
        "help_option_names": [],
    }
)(sql)
app.command(
    context_settings={
        "allow_extra_args": True,
        "ignore_unknown_options": True,
        "help_option_names": [],
    }
)(export)
app.command(
    context_settings={
        "allow_extra_args": True,
        "ignore_unknown_options": True,
        "help_option_names": [],
    }
)(report)
app.add_typer(topics.app, name="topics")
app.add_typer(dead_letters.app, name="dead-letters")


def main() -> None:
    """Run the command line; an expected failure is one sentence and exit code 1, not a traceback."""
    if sys.argv[1:2] != ["up"]:  # a new stack begins from what the user set, not from the last one
        load_stack_environment()
    try:
        app()
    except (ChitrailError, Refused) as error:
        _end(str(error))
    except OperationalError as error:
        _end(
            f"the database does not answer; is the stack running? ({str(error).strip().splitlines()[0]})"
        )
    except requests.ConnectionError as error:
        _end(f"a server does not answer; is the stack running? ({error})")


def _end(message: str) -> None:
    print(f"chitrail: {message}", file=sys.stderr)
    sys.exit(1)
