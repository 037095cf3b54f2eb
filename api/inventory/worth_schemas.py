"""What the routes of lots and worth take and give: worth in rupees, to six places; costs per base unit."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.paging import PageQuery


class LotQuery(PageQuery, forbid_unknown_fields=True, kw_only=True):
    """Which lots to list, first to expire first, so without a cursor; `all` are those used up as well."""

    ingredient_id: UUID | None = None
    expires_before: date | None = None
    all: bool = False


class Lot(msgspec.Struct, kw_only=True):
    """What came in at once; `remaining` of it is there. `expired` on today's business day."""

    id: UUID
    ingredient_id: UUID
    ingredient_code: str
    code: str
    expires_on: date | None
    expired: bool
    received_at: datetime
    received: str
    remaining: str
    unit: str


class ValuationQuery(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """As of when; now if it is left out."""

    at: Annotated[datetime, Meta(tz=True)] | None = None


class Valued(msgspec.Struct, kw_only=True):
    """What is on hand of an ingredient and what that is worth. Costs are null where none is known."""

    ingredient_id: UUID
    ingredient_code: str
    name: str
    unit: str
    on_hand: str
    value: str
    average_cost: str | None
    last_cost: str | None


class Valuation(msgspec.Struct, kw_only=True):
    """The worth of the stock, ingredient by ingredient: the sum of all movements until then."""

    at: datetime
    value: str
    rows: list[Valued]


class Shortfall(msgspec.Struct, kw_only=True):
    """An ingredient that more left of than was there; the next to come in settles it.

    `guessed_value` is what the sales that took it were booked at, `last_short_at` the last of them.
    """

    ingredient_id: UUID
    ingredient_code: str
    name: str
    unit: str
    short: str
    guessed_value: str
    last_short_at: datetime | None


class Shortfalls(msgspec.Struct, kw_only=True):
    """Every ingredient that is short, by name."""

    data: list[Shortfall]
