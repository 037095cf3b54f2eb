"""`chitrail status`."""

import json
import os
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit, urlunsplit

import typer

from chitrail.errors import ConfigurationError
from chitrail.local.environment import STACK_FILE
from chitrail.local.lock import holder
from chitrail.local.program import answers
from chitrail.local.state import read_state
from chitrail.settings import Settings

NOT_RUNNING = 3
"""Exit code, as service managers use it."""
KDS_LINK = "kds-link.txt"


def status(
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Show whether the stack runs, its addresses, the warehouse file, the database and the broker.

    Exit 0 when it runs, 3 when not. Example: chitrail status --json | jq -r .addresses.kds
    """
    home = os.environ.get("CHITRAIL_HOME")
    if home is None:
        raise ConfigurationError("CHITRAIL_HOME is not set")
    if "DATABASE_URL" not in os.environ and not (Path(home) / STACK_FILE).exists():
        typer.echo(
            json.dumps({"running": False, "home": home})
            if as_json
            else f"not running; nothing was ever started in {home}"
        )
        raise typer.Exit(NOT_RUNNING)
    document = describe(Settings.from_env(os.environ))
    if as_json:
        typer.echo(json.dumps(document, indent=2))
    else:
        typer.echo("running" if document["running"] else "not running")
        for name, address in document["addresses"].items():
            typer.echo(f"{name:10} {address}")
        for name in ("warehouse", "database", "broker"):
            typer.echo(f"{name:10} {document[name]}")
        for process in document["processes"]:
            state = process["failure"] or ("ready" if process["ready"] else "not ready")
            restarts = f", restarted {process['restarts']} times" if process["restarts"] else ""
            typer.echo(f"{process['name']:18} {state}{restarts}")
    raise typer.Exit(0 if document["running"] else NOT_RUNNING)


def describe(settings: Settings) -> dict[str, Any]:
    """The document of `status --json`; the database address is without its password.

    A stack that `chitrail up` started runs while its lock is held; any other while its API answers.
    """
    pid = holder(settings.home)
    ours = (settings.home / STACK_FILE).exists()
    return {
        "running": pid is not None if ours else answers(f"{settings.address('api')}/livez"),
        "pid": pid,
        "addresses": addresses(settings),
        "warehouse": str(settings.warehouse_snapshot),
        "database": _without_password(settings.libpq_url),
        "broker": settings.kafka_bootstrap_servers,
        "home": str(settings.home),
        "processes": read_state(settings.home).get("processes", []) if pid is not None else [],
    }


def addresses(settings: Settings) -> dict[str, str]:
    """Where people and programs find each part; `kds` opens signed in where a link was made for it."""
    link = Path(settings.home) / KDS_LINK
    dashboards = settings.address("dashboards")
    return {
        "api": settings.address("api"),
        "docs": f"{settings.address('api')}/docs",
        "kds": f"{dashboards}/kds/" + (link.read_text().strip() if link.exists() else ""),
        "manager": f"{dashboards}/manager/",
        "dagster": settings.address("dagster"),
        "sandbox": settings.address("sandbox"),
        "realtime": settings.address("realtime"),
    }


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
