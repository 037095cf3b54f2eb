"""Queries of the gateway: heads, what came after a number, open tickets, acknowledgements."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, or_, select, text

from api.orders.queries import TICKETS
from api.realtime.schemas import Notification
from api.tickets.reading import whole
from chitrail.clock import now
from chitrail.events import Ticket
from chitrail.rail import LONGEST_EVENING, READY_SHOWN_FOR
from chitrail.states import TicketStatus

BATCH = 200
"""Most notifications of one audience read at once."""

_HEAD = text("SELECT last_seq FROM audiences WHERE name = :audience")
# Numbers become visible in their order (the row of the audience is locked until commit), so what is
# above a number that was read is all that is new.
_AFTER = text("""
SELECT n.audience, n.seq, n.id, n.kind, n.title, n.body, n.created_at
FROM unnest(CAST(:audiences AS text[]), CAST(:positions AS bigint[])) AS heard (audience, seq)
CROSS JOIN LATERAL (
  SELECT * FROM notifications
  WHERE audience = heard.audience AND seq > heard.seq ORDER BY seq LIMIT :batch
) n
ORDER BY n.audience, n.seq
""")
_BETWEEN = text("""
SELECT audience, seq, id, kind, title, body, created_at FROM notifications
WHERE audience = :audience AND seq > :last AND seq <= :upto ORDER BY seq
""")
_ACK = text("""
INSERT INTO screens AS known (id, outlet_id, audience, acked_seq)
VALUES (:id, :outlet_id, :audience, :seq)
ON CONFLICT (id) DO UPDATE SET acked_seq = greatest(known.acked_seq, excluded.acked_seq), seen_at = now()
""")


def head(connection: Connection, audience: str) -> int:
    """Newest number of an audience; 0 when nothing was ever said to it."""
    return int(connection.execute(_HEAD, {"audience": audience}).scalar() or 0)


def after(connection: Connection, positions: Mapping[str, int]) -> list[Notification]:
    """What each audience has above its position, at most BATCH each, in order of numbers."""
    parameters: dict[str, Any] = {
        "audiences": list(positions),
        "positions": list(positions.values()),
        "batch": BATCH,
    }
    return [Notification(*row) for row in connection.execute(_AFTER, parameters)]


def between(connection: Connection, audience: str, last: int, upto: int) -> list[Notification]:
    """Notifications above `last` up to `upto`."""
    parameters = {"audience": audience, "last": last, "upto": upto}
    return [Notification(*row) for row in connection.execute(_BETWEEN, parameters)]


WAITING = (TicketStatus.HELD, TicketStatus.NEW, TicketStatus.PREPARING)


def open_tickets(connection: Connection, outlet_id: str, station: str) -> list[Ticket]:
    """Whole tickets a station's screen must show.

    All that wait, those ready a short while ago, and those of which a change was not seen yet.
    """
    waiting = TICKETS.c.status.in_(WAITING)
    fresh = and_(
        TICKETS.c.status == TicketStatus.READY, TICKETS.c.ready_at > now() - READY_SHOWN_FOR
    )
    unseen = and_(text("changes <> '[]'"), TICKETS.c.updated_at > now() - LONGEST_EVENING)
    wanted = (
        select(TICKETS)
        .where(TICKETS.c.outlet_id == outlet_id, TICKETS.c.station == station)
        .where(or_(waiting, fresh, unseen))
        .order_by(TICKETS.c.placed_at, TICKETS.c.id)
    )
    rows = connection.execute(wanted).all()
    return whole(connection, rows)


def acknowledge(
    connection: Connection, screen: UUID, outlet_id: str, audience: str, seq: int
) -> None:
    """Note what a screen has shown; a number never goes back."""
    parameters = {"id": screen, "outlet_id": outlet_id, "audience": audience, "seq": seq}
    connection.execute(_ACK, parameters)
