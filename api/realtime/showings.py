"""What screens have shown: every version of a ticket once for each screen, and how long the first took."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, text

from api.realtime.schemas import TicketVersion

# What names no ticket of the station, or a version that is still to come, is not noted. A ticket first
# counts as shown when it is so after its firing.
_NOTE = text("""
WITH told AS (
  SELECT DISTINCT * FROM unnest(CAST(:tickets AS uuid[]), CAST(:versions AS integer[])) AS t (id, version)
), noted AS (
  INSERT INTO showings (ticket_id, version, screen_id, outlet_id, audience, shown_by)
  SELECT t.id, told.version, :screen, t.outlet_id, :audience, :shown_by
  FROM told JOIN tickets t ON t.id = told.id AND told.version <= t.version
  WHERE 'kds/' || t.outlet_id || '/' || t.station = :audience
  ON CONFLICT DO NOTHING
  RETURNING ticket_id, shown_at
)
SELECT n.ticket_id, count(*) AS versions, CASE WHEN NOT EXISTS (
    SELECT FROM showings s WHERE s.ticket_id = n.ticket_id AND s.shown_at >= t.fired_at
  ) THEN extract(epoch FROM min(n.shown_at) - t.fired_at) END AS seconds
FROM noted n JOIN tickets t ON t.id = n.ticket_id
GROUP BY n.ticket_id, t.fired_at
""")


@dataclass(frozen=True)
class Noted:
    """How many showings were new, and the seconds of each ticket that was shown for the first time."""

    count: int
    first_seconds: list[float]


def note(
    connection: Connection,
    screen: UUID,
    shown_by: str,
    audience: str,
    tickets: Sequence[TicketVersion],
) -> Noted:
    """Note what a screen has shown; once noted, again changes nothing."""
    parameters = {
        "tickets": [ticket.ticket_id for ticket in tickets],
        "versions": [ticket.version for ticket in tickets],
        "screen": screen,
        "shown_by": shown_by,
        "audience": audience,
    }
    rows = connection.execute(_NOTE, parameters).all()
    seconds = [max(0.0, float(row.seconds)) for row in rows if row.seconds is not None]
    return Noted(sum(row.versions for row in rows), seconds)
