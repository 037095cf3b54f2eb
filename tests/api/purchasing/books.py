"""What was bought and moved between outlets, as `chitrail reconcile` compares it."""

from typing import Any

import psycopg

from chitrail.reconcile.ledgers import check_ledgers
from chitrail.reconcile.purchasing import PURCHASING_QUESTIONS
from chitrail.reconcile.result import Check

NAMES = {name for name, *_ in PURCHASING_QUESTIONS}


def checks(connection: psycopg.Connection[Any]) -> dict[str, Check]:
    """The checks of purchasing and of stock, by name."""
    with connection.transaction():
        found = check_ledgers(connection)
    return {c.name: c for c in found if c.name in NAMES or c.name.startswith("stock-")}


def differences(connection: psycopg.Connection[Any]) -> list[str]:
    """Whatever they have against each other."""
    return [f"{c.name}: {one}" for c in checks(connection).values() for one in c.differences]
