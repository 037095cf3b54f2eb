"""Live figures, summed from what the stream's windowed tables said."""

from datetime import timedelta

from sqlalchemy import Connection, text

from api.live.schemas import Live, LiveItem, LiveStation
from chitrail.clock import now

HOUR, QUARTER = timedelta(hours=1), timedelta(minutes=15)
MOST_ITEMS = 50

_COUNTED = text("SELECT max(updated_at) FROM live_figures WHERE outlet_id = :outlet_id")
_ITEMS = text("""
SELECT i.id, i.code, i.name || CASE i.variant WHEN '' THEN '' ELSE ' (' || i.variant || ')' END AS name,
       coalesce(sum(n) FILTER (WHERE f.minute > :quarter), 0) AS quarter, sum(n) AS hour
FROM live_figures f CROSS JOIN LATERAL unnest(f.numbers) AS n
JOIN menu_items i ON i.id = CAST(f.subject AS uuid)
WHERE f.outlet_id = :outlet_id AND f.kind = 'SOLD' AND f.minute > :hour
GROUP BY i.id ORDER BY hour DESC, name LIMIT :most
""")
_STATIONS = text("""
SELECT s.code, s.name, coalesce(t.tickets, 0) AS tickets, t.half, t.most,
       coalesce(o.waiting, 0) AS waiting, o.oldest
FROM stations s
LEFT JOIN (
  SELECT f.subject, count(*) AS tickets, percentile_disc(0.5) WITHIN GROUP (ORDER BY n) AS half,
         percentile_disc(0.9) WITHIN GROUP (ORDER BY n) AS most
  FROM live_figures f CROSS JOIN LATERAL unnest(f.numbers) AS n
  WHERE f.outlet_id = :outlet_id AND f.kind = 'TICKETS' AND f.minute > :hour GROUP BY f.subject
) t ON t.subject = s.code
LEFT JOIN (
  SELECT station, count(*) AS waiting, min(fired_at) AS oldest FROM tickets
  WHERE outlet_id = :outlet_id AND status IN ('NEW', 'PREPARING') GROUP BY station
) o ON o.station = s.code
WHERE s.outlet_id = :outlet_id AND (s.retired_at IS NULL OR o.waiting > 0)
ORDER BY s.position, s.code
""")


def live(connection: Connection, outlet_id: str) -> Live:
    """What an outlet sells and how long its stations take, in the hour until now."""
    at = now()
    given = {"outlet_id": outlet_id, "hour": at - HOUR, "quarter": at - QUARTER, "most": MOST_ITEMS}
    items = connection.execute(_ITEMS, given)
    stations = connection.execute(_STATIONS, given)
    return Live(
        at=at,
        counted_at=connection.execute(_COUNTED, given).scalar(),
        items=[
            LiveItem(
                item_id=row.id,
                item_code=row.code,
                item_name=row.name,
                last_15_minutes=row.quarter,
                last_60_minutes=row.hour,
            )
            for row in items
        ],
        stations=[
            LiveStation(
                station=row.code,
                station_name=row.name,
                ready_tickets=row.tickets,
                half_within=row.half,
                most_within=row.most,
                open_tickets=row.waiting,
                oldest_fired_at=row.oldest,
            )
            for row in stations
        ],
    )
