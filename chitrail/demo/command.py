"""`chitrail demo`."""

import os
import subprocess
import sys
from typing import Annotated, Any

import psycopg
import typer
from rich.console import Console
from rich.progress import Progress

from chitrail.demo import staff
from chitrail.demo.client import Client
from chitrail.demo.drawer import close_drawer, open_drawer
from chitrail.demo.guests import guests
from chitrail.demo.lunch import Crew, Lunch, Tally
from chitrail.demo.report import (
    show_alerts,
    show_drawer,
    show_payments,
    show_reorder,
    show_stock,
)
from chitrail.errors import ConfigurationError, Unavailable
from chitrail.reconcile.books import reconcile, wait_until_quiet
from chitrail.reconcile.command import show_checks
from chitrail.settings import PRODUCTION, Settings

SETTLE_SECONDS = 60.0
RAZORPAY = "https://api.razorpay.com"


def demo(
    orders: Annotated[int, typer.Option(min=1, max=10_000, help="Parties to serve.")] = 40,
    seed: Annotated[
        int, typer.Option(help="Another seed is another lunch; the same seed the same.")
    ] = 1,
    pipelines: Annotated[
        bool, typer.Option(help="Build the warehouse and prove the books afterwards.")
    ] = True,
) -> None:
    """Play a lunch hour through the public API and show what became of it.

    Needs a running stack with the demonstration restaurant (`chitrail up`). Waiters place orders, cooks move
    tickets, guests pay cash or at the Razorpay sandbox, some share the
    bill, a manager refunds, the cashier counts the drawer. Exit 1 if the books disagree.

    Example: chitrail demo --orders 500 --no-pipelines
    """
    settings = Settings.from_env(os.environ)
    if settings.env == PRODUCTION:
        raise ConfigurationError("the demonstration does not run in production")
    console = Console(highlight=False)
    crew = _sign_in(settings)
    before = _levels(crew)
    shift = open_drawer(crew.cashier)
    tally = _play(settings, crew, orders, seed, console)
    report = close_drawer(crew.cashier, crew.manager, shift)
    after = _settled_levels(settings, crew)
    console.print(", ".join(f"{count} {what}" for what, count in sorted(tally.counts.items())))
    show_payments(console, crew.manager.get("/api/payments/stats/daily")["data"])
    show_drawer(console, report)
    show_stock(console, before, after)
    show_alerts(console, after)
    if pipelines:
        _build_warehouse()
        show_reorder(console, settings.warehouse_snapshot, staff.OUTLET)
        checks = reconcile(settings, settle_seconds=SETTLE_SECONDS)
        show_checks(console, checks)
        if any(check.differences for check in checks):
            raise typer.Exit(1)


def _sign_in(settings: Settings) -> Crew:
    def person(username: str) -> Client:
        return Client(settings.address("api"), username, staff.PASSWORD)

    waiters = [person(name) for name in staff.WAITERS]
    return Crew(waiters, person(staff.COOK), person(staff.CASHIER), person(staff.MANAGER))


def _play(settings: Settings, crew: Crew, orders: int, seed: int, console: Console) -> Tally:
    menu = crew.manager.get("/api/menu", outlet_id=staff.OUTLET)
    cash_only = settings.razorpay_base_url == RAZORPAY
    parties = list(guests(menu, orders, seed, cash_only=cash_only))
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("lunch hour", total=orders)
        return Lunch(settings, crew, lambda: progress.advance(task)).play(parties)


def _settled_levels(settings: Settings, crew: Crew) -> list[dict[str, Any]]:
    with psycopg.connect(settings.libpq_url, autocommit=True, connect_timeout=5) as connection:
        if not wait_until_quiet(connection, SETTLE_SECONDS):
            raise Unavailable(f"events were still on their way after {SETTLE_SECONDS:.0f} s")
    return _levels(crew)


def _levels(crew: Crew) -> list[dict[str, Any]]:
    levels: list[dict[str, Any]] = crew.manager.get("/api/inventory/levels", limit=200)["data"]
    return levels


def _build_warehouse() -> None:
    """As a process of its own: the pipelines are another room."""
    subprocess.run([sys.executable, "-m", "pipelines", "build"], check=True)
