"""The product's own proof, on a database under test: every check of `chitrail reconcile` it can answer."""

import psycopg

from chitrail.reconcile.gateway import check_gateway
from chitrail.reconcile.ledgers import check_ledgers
from chitrail.settings import Settings

STREAMS = ("inbox-", "stock-")


def differences(connection: psycopg.Connection, settings: Settings | None = None) -> list[str]:
    """What does not add up, as sentences; what streams write is left out, as no stream runs here.

    With settings the gateway's own list of payments is compared too.
    """
    with connection.transaction():
        checks = [c for c in check_ledgers(connection) if not c.name.startswith(STREAMS)]
        if settings is not None:
            checks += check_gateway(connection, settings)
    return [f"{check.name}: {difference}" for check in checks for difference in check.differences]


def stock_differences(connection: psycopg.Connection) -> list[str]:
    """What the books of stock, and no others, have against each other."""
    with connection.transaction():
        checks = [c for c in check_ledgers(connection) if c.name.startswith(("stock-", "dead-"))]
    return [f"{check.name}: {difference}" for check in checks for difference in check.differences]
