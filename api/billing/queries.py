"""Queries about billing settings."""

from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from api.billing.models import BillingSettings
from api.models import AnyRow, table_of

SETTINGS = table_of(BillingSettings)


def settings(connection: Connection, outlet_id: str, *, lock: bool = False) -> AnyRow | None:
    """The settings of an outlet, None where nobody has made any."""
    statement = select(SETTINGS).where(SETTINGS.c.outlet_id == outlet_id)
    return connection.execute(statement.with_for_update() if lock else statement).one_or_none()


def save(connection: Connection, row: dict[str, Any]) -> AnyRow:
    """Write an outlet's settings as their next version."""
    made = insert(SETTINGS).values(row)
    changed = made.on_conflict_do_update(
        index_elements=["outlet_id"], set_=row | {"version": SETTINGS.c.version + 1}
    )
    return connection.execute(changed.returning(SETTINGS)).one()
