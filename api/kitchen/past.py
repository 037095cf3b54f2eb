"""What a station's screens were told, and the rail as it was at any moment of the past."""

from datetime import datetime

import msgspec
from sqlalchemy import Connection, text

from api.kitchen.schemas import Board, BoardQuery, FrameQuery, Frames, ToldTicket
from chitrail import audiences
from chitrail.clock import now
from chitrail.errors import InvalidInput
from chitrail.events import Ticket
from chitrail.rail import LONGEST_EVENING, Frame, Rail

MOST = 1_000
_TOLD = text("""
SELECT seq, created_at, body FROM notifications
WHERE audience = :audience AND kind = 'ticket' AND created_at > :since AND created_at <= :until
ORDER BY seq
""")
_KNOWN = text("SELECT 1 FROM stations WHERE outlet_id = :outlet_id AND code = :station")


def board(connection: Connection, outlet_id: str, query: BoardQuery) -> Board:
    """The rail of a station as its screens had it. Raises InvalidInput for a station there is not."""
    at = query.at or now()
    told = _told(connection, outlet_id, query.station, at - LONGEST_EVENING, at)
    return Board(station=query.station, at=at, tickets=Rail(told).board(at))


def frames(connection: Connection, outlet_id: str, query: FrameQuery) -> Frames:
    """All a station's screens were told after `since` until `until`; `more` when that is not all."""
    if query.until - query.since > LONGEST_EVENING:
        raise InvalidInput("is more than a day after `since`", field="until")
    told = _told(connection, outlet_id, query.station, query.since, query.until)
    listed = [ToldTicket(seq=one.seq, at=one.at, ticket=one.ticket) for one in told[:MOST]]
    return Frames(data=listed, more=len(told) > MOST)


def _told(
    connection: Connection, outlet_id: str, station: str, since: datetime, until: datetime
) -> list[Frame]:
    if connection.execute(_KNOWN, {"outlet_id": outlet_id, "station": station}).scalar() is None:
        raise InvalidInput(f"there is no station {station!r}", field="station")
    audience = audiences.kitchen(outlet_id, station)
    rows = connection.execute(_TOLD, {"audience": audience, "since": since, "until": until})
    return [Frame(row.seq, row.created_at, msgspec.convert(row.body, Ticket)) for row in rows]
