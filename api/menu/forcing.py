"""Saying of an item that it can be had, or not, in spite of the stock; the stock rules again by itself."""

from datetime import datetime, time, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta
from sqlalchemy import Connection, select, update

from api.menu.item_schemas import ManagedItem
from api.menu.items import ITEMS, KIND, locked
from api.menu.items import view as item_view
from api.menu.models import Recipe, RecipeLine
from api.menu.snoozing import LONGEST
from api.menu.versions import note_change
from api.models import table_of
from api.outlets.models import Outlet
from api.reply import Reply
from chitrail.clock import business_date, now
from chitrail.errors import InvalidInput
from chitrail.tokens import Actor

RECIPES, LINES = table_of(Recipe), table_of(RecipeLine)
Ending = Literal["BUSINESS_DAY", "RECEIPT"]
RULED_BY_STOCK: dict[str, Any] = {
    "forced": None,
    "forced_until": None,
    "forced_by": "",
    "forced_reason": "",
}
"""Columns of an item of which nobody says anything in spite of the stock."""


class ForceRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Whether the item is to be had, why, and until when: one of an instant, minutes, or what `ends` it.

    BUSINESS_DAY is when the next one begins, RECEIPT when more of something in the recipe comes in.
    """

    available: bool
    reason: Annotated[str, Meta(min_length=1, max_length=200, examples=["a tray was found"])]
    until: Annotated[datetime, Meta(tz=True)] | None = None
    minutes: Annotated[int, Meta(ge=1, le=43_200, examples=[60])] | None = None
    ends: Ending | None = None


class EndForceRequest(msgspec.Struct, forbid_unknown_fields=True):
    """Nothing to say."""


def force(
    connection: Connection, actor: Actor, item_id: UUID, request: ForceRequest
) -> Reply[ManagedItem]:
    """Let an item be had, or not, in spite of the stock. Raises NotFound, InvalidInput."""
    before = locked(connection, actor.outlet_id, item_id)
    columns = {
        "forced": request.available,
        "forced_until": _end(connection, actor, item_id, request),
        "forced_by": actor.name,
        "forced_reason": request.reason,
    }
    return _write(connection, actor, before, columns, "menu-item-forced")


def end_force(connection: Connection, actor: Actor, item_id: UUID) -> Reply[ManagedItem]:
    """Let the stock rule again before its time. Raises NotFound."""
    before = locked(connection, actor.outlet_id, item_id)
    if before.forced is None:
        return Reply(before, version=before.version)
    return _write(connection, actor, before, RULED_BY_STOCK, "menu-item-unforced")


def _end(
    connection: Connection, actor: Actor, item_id: UUID, request: ForceRequest
) -> datetime | None:
    """When it ends; None for the next receipt."""
    at = now()
    if sum(one is not None for one in (request.until, request.minutes, request.ends)) != 1:
        raise InvalidInput("give one of `until`, `minutes` and `ends`", field="until")
    if request.ends == "RECEIPT":
        _check_receivable(connection, item_id)
        return None
    if request.ends == "BUSINESS_DAY":
        return _next_business_day(connection, actor.outlet_id, at)
    until = request.until or at + timedelta(minutes=request.minutes or 0)
    if not at < until <= at + LONGEST:
        raise InvalidInput("must be later, and within 30 days", field="until")
    return until


def _next_business_day(connection: Connection, outlet_id: str, at: datetime) -> datetime:
    table = table_of(Outlet)
    wanted = select(table.c.zone, table.c.cutover_hour).where(table.c.id == outlet_id)
    here = connection.execute(wanted).one()
    day = business_date(at, here.zone, here.cutover_hour) + timedelta(days=1)
    return datetime.combine(day, time(here.cutover_hour), ZoneInfo(here.zone))


def _check_receivable(connection: Connection, item_id: UUID) -> None:
    made_of = select(LINES.c.ingredient_id).join(RECIPES, RECIPES.c.id == LINES.c.recipe_id)
    if connection.execute(made_of.where(RECIPES.c.item_id == item_id).limit(1)).first() is None:
        raise InvalidInput("nothing can be received for it: it has no recipe", field="ends")


def _write(
    connection: Connection, actor: Actor, before: ManagedItem, columns: dict[str, Any], act: str
) -> Reply[ManagedItem]:
    statement = update(ITEMS).where(ITEMS.c.id == before.id)
    changed = {**columns, "version": ITEMS.c.version + 1, "updated_at": now()}
    connection.execute(statement.values(changed))
    after = item_view(connection, actor.outlet_id, before.id)
    note_change(connection, actor, KIND, act, before.id, after.code, before, after)
    return Reply(after, version=after.version)
