"""Pages of lists: limit and offset, or a cursor that costs the same at any depth."""

import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

import msgspec
from msgspec import Meta
from sqlalchemy import ColumnElement, Connection, func, select, tuple_

from api.models import AnySelect
from chitrail.errors import InvalidInput

T = TypeVar("T")
MAX_LIMIT = 200
MAX_OFFSET = 100_000
COUNTED_AT_MOST = 10_000
"""Counting a million rows costs 60 ms each time; nobody turns to page 1,000."""


class PageQuery(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Which page of a list; `cursor` is the `next` of the page before and replaces `offset`."""

    limit: Annotated[int, Meta(ge=1, le=MAX_LIMIT)] = 50
    offset: Annotated[int, Meta(ge=0, le=MAX_OFFSET)] = 0
    cursor: Annotated[str, Meta(max_length=200)] | None = None


class Page(msgspec.Struct):
    """Where in the list this is. `total` is null beyond 10,000; `next` is null on the last page."""

    limit: int
    offset: int
    total: int | None
    next: str | None


class Listing(msgspec.Struct, Generic[T]):
    """One page of a list."""

    data: list[T]
    page: Page


def paged(
    connection: Connection,
    statement: AnySelect,
    query: PageQuery,
    by: Sequence[ColumnElement[Any]],
) -> tuple[list[Any], Page]:
    """Rows of one page, newest first, and the page.

    `by` is a time and one or more id columns of the statement; together they order it without ties,
    so that rows arriving meanwhile move no page. Raises InvalidInput for a cursor that is not one of ours.
    """
    ordered = statement.order_by(*(column.desc() for column in by)).limit(query.limit + 1)
    if query.cursor is not None:
        kinds = [column.type.python_type for column in by[1:]]
        ordered = ordered.where(tuple_(*by) < tuple_(*decode_cursor(query.cursor, kinds)))
    else:
        ordered = ordered.offset(query.offset)
    rows = list(connection.execute(ordered))
    following = None
    if len(rows) > query.limit:
        rows.pop()
        last = rows[-1]._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
        following = encode_cursor(last[by[0]], *(last[column] for column in by[1:]))
    return rows, Page(query.limit, query.offset, count(connection, statement), following)


def count(connection: Connection, statement: AnySelect) -> int | None:
    """Number of rows, None beyond COUNTED_AT_MOST."""
    first = statement.order_by(None).limit(COUNTED_AT_MOST + 1).subquery()
    found = connection.execute(select(func.count()).select_from(first)).scalar_one()
    return None if found > COUNTED_AT_MOST else int(found)


def encode_cursor(at: datetime, *identities: UUID | str) -> str:
    """Opaque text for a place in a list."""
    plain = json.dumps([at.astimezone(UTC).isoformat(), *map(str, identities)])
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def decode_cursor(cursor: str, kinds: Sequence[type]) -> list[Any]:
    """The place a cursor names: a time, and identities of these kinds.

    Raises InvalidInput when it is not one of this list.
    """
    try:
        plain = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        at, *rest = msgspec.json.decode(plain, type=list[str])
        place: list[Any] = [datetime.fromisoformat(at).astimezone(UTC)]
        place += [kind(text) for kind, text in zip(kinds, rest, strict=True)]
    except (ValueError, OverflowError) as error:
        raise InvalidInput("is not a cursor of this list", field="cursor") from error
    if not all(text.isprintable() for text in rest):
        raise InvalidInput("is not a cursor of this list", field="cursor")
    return place
