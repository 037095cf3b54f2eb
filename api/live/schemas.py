"""What the route of the live figures gives."""

from datetime import datetime
from uuid import UUID

import msgspec


class LiveItem(msgspec.Struct, kw_only=True):
    """Portions of an item ordered in the last quarter of an hour, and in the last hour."""

    item_id: UUID
    item_code: str
    item_name: str
    last_15_minutes: int
    last_60_minutes: int


class LiveStation(msgspec.Struct, kw_only=True):
    """Tickets of a station: those that became ready in the last hour, and those that wait now.

    Times are seconds from firing to ready: half of the tickets, and nine of ten, took at most so long.
    """

    station: str
    station_name: str
    ready_tickets: int
    half_within: int | None
    most_within: int | None
    open_tickets: int
    oldest_fired_at: datetime | None


class Live(msgspec.Struct, kw_only=True):
    """The figures as of `at`; `counted_at` is when the stream last had something to count."""

    at: datetime
    counted_at: datetime | None
    items: list[LiveItem]
    stations: list[LiveStation]
