"""The menu's history: every change of it has a number, an actor and what it was before and after."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, insert, select, text

from api.audit import service as audit
from api.menu.models import MenuVersion
from api.menu.schemas import MenuChange, MenuChangeQuery
from api.models import table_of
from api.paging import Listing, paged
from chitrail.clock import now
from chitrail.errors import Conflict
from chitrail.tokens import Actor

VERSIONS = table_of(MenuVersion)

_together: ContextVar[bool] = ContextVar("audited_together", default=False)
_RAISE = text("""
INSERT INTO menu_heads AS h (outlet_id, version) VALUES (:outlet_id, 1)
ON CONFLICT (outlet_id) DO UPDATE SET version = h.version + 1, changed_at = now()
RETURNING version
""")


class CodeTaken(Conflict):
    """Codes are unique in an outlet."""

    code = "code-taken"
    title = "This code is taken"


def note_change(
    connection: Connection,
    actor: Actor,
    kind: str,
    act: str,
    identity: UUID | str,
    code: str,
    before: msgspec.Struct | None,
    after: msgspec.Struct,
) -> None:
    """Give the menu a new number and write down what was changed; the last step of the act."""
    version = connection.execute(_RAISE, {"outlet_id": actor.outlet_id}).scalar_one()
    row = {
        "outlet_id": actor.outlet_id,
        "version": version,
        "kind": kind,
        "code": code,
        "act": act,
        "before": _plain(before),
        "after": _plain(after),
        "actor": actor.subject,
        "changed_at": now(),
    }
    connection.execute(insert(VERSIONS).values(row))
    if not _together.get():
        told = {"code": code, "menu_version": version}
        audit.record(connection, actor.outlet_id, actor.subject, act, identity, **told)


@contextmanager
def audited_together() -> Iterator[None]:
    """Changes in this block have no entries of their own in the audit; whoever opened it makes one for all.

    The chain's head would stay locked from the first of a thousand changes to the last.
    """
    before = _together.set(True)
    try:
        yield
    finally:
        _together.reset(before)


def history(connection: Connection, outlet_id: str, query: MenuChangeQuery) -> Listing[MenuChange]:
    """Changes of an outlet's menu, newest first."""
    statement = select(VERSIONS).where(VERSIONS.c.outlet_id == outlet_id)
    for name in ("kind", "code"):
        wanted = getattr(query, name)
        if wanted is not None:
            statement = statement.where(VERSIONS.c[name] == wanted)
    rows, page = paged(connection, statement, query, (VERSIONS.c.changed_at, VERSIONS.c.version))
    changes = [msgspec.convert(row, MenuChange, from_attributes=True) for row in rows]
    return Listing(changes, page)


def _plain(view: msgspec.Struct | None) -> Any:
    return None if view is None else msgspec.json.decode(msgspec.json.encode(view))
