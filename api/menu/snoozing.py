"""Taking an item off the menu for a while; it comes back by itself."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta
from sqlalchemy import Connection, update

from api.menu.item_schemas import ManagedItem
from api.menu.items import ITEMS, KIND, locked
from api.menu.items import view as item_view
from api.menu.versions import note_change
from api.reply import Reply
from chitrail.clock import now
from chitrail.errors import InvalidInput
from chitrail.tokens import Actor

LONGEST = timedelta(days=30)


class SnoozeRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Until when: an instant, or minutes from now."""

    until: Annotated[datetime, Meta(tz=True)] | None = None
    minutes: Annotated[int, Meta(ge=1, le=43_200, examples=[60])] | None = None


class UnsnoozeRequest(msgspec.Struct, forbid_unknown_fields=True):
    """Nothing to say."""


def snooze(
    connection: Connection, actor: Actor, item_id: UUID, request: SnoozeRequest
) -> Reply[ManagedItem]:
    """Take an item off the menu until an instant. Raises NotFound, InvalidInput."""
    at = now()
    if (request.until is None) == (request.minutes is None):
        raise InvalidInput("give `until` or `minutes`", field="until")
    until = request.until or at + timedelta(minutes=request.minutes or 0)
    if not at < until <= at + LONGEST:
        raise InvalidInput("must be later, and within 30 days", field="until")
    return _write(connection, actor, item_id, until, "menu-item-snoozed")


def unsnooze(connection: Connection, actor: Actor, item_id: UUID) -> Reply[ManagedItem]:
    """Put an item back before its time. Raises NotFound."""
    return _write(connection, actor, item_id, None, "menu-item-unsnoozed")


def _write(
    connection: Connection, actor: Actor, item_id: UUID, until: datetime | None, act: str
) -> Reply[ManagedItem]:
    before = locked(connection, actor.outlet_id, item_id)
    if before.snoozed_until is None and until is None:
        return Reply(before, version=before.version)
    statement = update(ITEMS).where(ITEMS.c.id == item_id)
    columns = {"snoozed_until": until, "version": ITEMS.c.version + 1, "updated_at": now()}
    connection.execute(statement.values(columns))
    after = item_view(connection, actor.outlet_id, item_id)
    note_change(connection, actor, KIND, act, item_id, after.code, before, after)
    return Reply(after, version=after.version)
