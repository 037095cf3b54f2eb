"""`chitrail reconcile`."""

import json
import os
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from chitrail.reconcile.books import reconcile as compare_books
from chitrail.reconcile.result import Check
from chitrail.settings import Settings

SHOWN = 20
"""Differences printed per check; --json has all of them."""


def reconcile(
    as_json: Annotated[
        bool, typer.Option("--json", help="Every check and every difference as JSON.")
    ] = False,
    settle: Annotated[
        float, typer.Option(help="Seconds to wait for events that are still on their way.")
    ] = 30.0,
) -> None:
    """Prove that orders, events, stock, money and warehouse agree; exit 1 on any difference.

    Compares orders with their lines, payments, refunds and events; the outbox with Kafka; what each stream
    processed with what it must; stock movements with recipes; Razorpay payments with the gateway's own list;
    and the published warehouse with PostgreSQL. Amounts are compared to the paisa, quantities to the
    thousandth of a gram.

    Example: chitrail reconcile --json | jq '.checks[] | select(.differences != [])'
    """
    checks = compare_books(Settings.from_env(os.environ), settle_seconds=settle)
    proven = not any(check.differences for check in checks)
    if as_json:
        document = {"ok": proven, "checks": [check.as_dict() for check in checks]}
        typer.echo(json.dumps(document, indent=2, ensure_ascii=False))
    else:
        show_checks(Console(highlight=False), checks)
    raise typer.Exit(0 if proven else 1)


def show_checks(console: Console, checks: list[Check]) -> None:
    """A table of the checks, then the differences themselves."""
    table = Table(box=None, pad_edge=False)
    table.add_column("check")
    table.add_column("compared", justify="right")
    table.add_column("differences", justify="right")
    table.add_column("")
    for check in checks:
        count = len(check.differences)
        colour = "red" if count else "green"
        table.add_row(check.name, str(check.compared), f"[{colour}]{count}[/]", check.note)
    console.print(table)
    for check in checks:
        for difference in check.differences[:SHOWN]:
            console.print(
                f"[red]{check.name}[/] {difference.subject}: "
                f"expected {difference.expected}, found {difference.found}",
                soft_wrap=True,
                markup=True,
            )
    total = sum(len(check.differences) for check in checks)
    compared = sum(check.compared for check in checks)
    verdict = "the books agree" if total == 0 else f"{total} differences"
    console.print(f"[bold]{compared} comparisons: {verdict}[/]")
