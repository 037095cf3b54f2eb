"""What waiters and managers were told lately and still have to know, and how far each of them has read."""

from uuid import UUID

from sqlalchemy import Connection, text

from api.realtime.schemas import Notification

HOURS = 12
MOST = 100
FARTHEST = 2_000
"""Numbers looked back over at most: an outlet's busiest evening."""

# An order that was served, stock that came and an alert that is over concern nobody any more; of what is
# told about an alert the newest counts.
_STILL_TRUE = """
  n.audience = :audience AND n.seq > :upto - :farthest AND n.seq <= :upto
  AND n.created_at > now() - :hours * interval '1 hour'
  AND CASE n.kind
    WHEN 'order_ready' THEN EXISTS (
      SELECT FROM orders o WHERE o.id = CAST(n.body ->> 'order_id' AS uuid) AND o.status = 'READY')
    WHEN 'low_stock' THEN EXISTS (
      SELECT FROM stock_levels s
      WHERE s.ingredient_id = CAST(n.body ->> 'ingredient_id' AS uuid) AND s.is_low)
    WHEN 'alert' THEN EXISTS (
      SELECT FROM alerts a WHERE a.id = CAST(n.body ->> 'alert_id' AS uuid) AND a.resolved_at IS NULL)
      AND NOT EXISTS (
        SELECT FROM notifications later WHERE later.audience = n.audience AND later.seq > n.seq
          AND later.seq <= :upto AND later.kind = 'alert'
          AND later.body ->> 'alert_id' = n.body ->> 'alert_id')
    ELSE true END
"""
_NEWEST = text(f"""
SELECT n.audience, n.seq, n.id, n.kind, n.title, n.body, n.created_at FROM notifications n
WHERE {_STILL_TRUE} ORDER BY n.seq DESC LIMIT :most
""")  # noqa: S608 - constants of this file
_UNREAD = text(f"""
SELECT count(*) FROM notifications n WHERE {_STILL_TRUE} AND n.seq > :read
""")  # noqa: S608 - constants of this file
_READ_UP_TO = text("""
SELECT coalesce(max(read_seq), 0) FROM read_marks WHERE staff_id = :staff_id AND audience = :audience
""")
_MARK = text("""
INSERT INTO read_marks AS known (staff_id, audience, outlet_id, read_seq)
VALUES (:staff_id, :audience, :outlet_id, :seq)
ON CONFLICT (staff_id, audience) DO UPDATE SET read_seq = excluded.read_seq, read_at = now()
  WHERE known.read_seq < excluded.read_seq
""")
_HEAD = text("SELECT coalesce(max(seq), 0) FROM notifications WHERE audience = :audience")


def relevant(connection: Connection, audience: str, upto: int) -> list[Notification]:
    """The newest of the last hours that still hold, oldest first."""
    rows = connection.execute(_NEWEST, {**_within(audience, upto), "most": MOST}).all()
    return [Notification(*row) for row in reversed(rows)]


def unread(connection: Connection, staff_id: UUID, audience: str, upto: int) -> int:
    """How many of those the person has not read."""
    who = {"staff_id": staff_id, "audience": audience}
    read = connection.execute(_READ_UP_TO, who).scalar_one()
    return int(connection.execute(_UNREAD, {**_within(audience, upto), "read": read}).scalar_one())


def mark_read(
    connection: Connection, staff_id: UUID, outlet_id: str, audience: str, seq: int
) -> int:
    """The person has read up to `seq`, or all there is when that is less; how many are left unread."""
    head = int(connection.execute(_HEAD, {"audience": audience}).scalar_one())
    mark = {"staff_id": staff_id, "outlet_id": outlet_id, "audience": audience}
    connection.execute(_MARK, {**mark, "seq": min(seq, head)})
    return unread(connection, staff_id, audience, head)


def _within(audience: str, upto: int) -> dict[str, str | int]:
    return {"audience": audience, "upto": upto, "hours": HOURS, "farthest": FARTHEST}
