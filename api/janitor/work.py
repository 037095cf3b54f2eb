"""Work that is due, taken one piece at a time; several janitors never take the same.

A piece is leased: its due time moves ahead before work on it begins, so a janitor that dies leaves it to
the next, and its transaction is over before the gateway is asked.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, select, update

from api.database import Database
from api.models import AnyRow
from chitrail.clock import now

LEASE = timedelta(seconds=60)
"""Longer than a piece of work can take: three gateway calls at their time limits."""


def lease(
    database: Database,
    table: Table,
    due: ColumnElement[Any],
    oldest: ColumnElement[Any],
    **more: Any,
) -> AnyRow | None:
    """The oldest row that is due, its due time moved ahead; None when nothing is. `more` is set too."""
    at = now()
    key = next(iter(table.primary_key))
    first = (
        select(key)
        .where(due <= at)
        .order_by(oldest, key)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    change = update(table).where(key == first).values({due.key: at + LEASE, **more})
    with database.everywhere().transaction() as connection:
        return connection.execute(change.returning(table)).one_or_none()
