"""Keeping what is predicted of each ingredient, and whether somebody is to be warned of it."""

from datetime import datetime

from sqlalchemy import Connection, text

from api.inventory.running_out import predict

LIKELY, UNLIKELY = 0.5, 0.2
"""A warning begins at the one chance and ends below the other, so that it does not come and go."""
_KEEP = text("""
INSERT INTO stock_run_outs AS k (ingredient_id, outlet_id, predicted_at, business_date, closes_at,
  earliest, expected, latest, chance, is_warned, warned_on)
SELECT :ingredient_id, o.id, :at, d.today, :closes_at, :earliest, :expected, :latest, :chance, w.likely,
  CASE WHEN w.likely THEN d.today END
FROM outlets o
CROSS JOIN LATERAL (SELECT (:at AT TIME ZONE o.zone - o.cutover_hour * interval '1 hour')::date AS today) d
CROSS JOIN LATERAL (SELECT :chance >= :begins AND :there AS likely) w
WHERE o.id = :outlet_id
ON CONFLICT (ingredient_id) DO UPDATE SET
  predicted_at = excluded.predicted_at, business_date = excluded.business_date,
  closes_at = excluded.closes_at, earliest = excluded.earliest, expected = excluded.expected,
  latest = excluded.latest, chance = excluded.chance,
  is_warned = CASE WHEN k.warned_on IS DISTINCT FROM excluded.business_date THEN excluded.is_warned
                   ELSE k.is_warned AND :there AND excluded.chance >= :ends END,
  warned_on = coalesce(excluded.warned_on, k.warned_on)
""")


def keep(connection: Connection, outlet_id: str, at: datetime) -> None:
    """Predict of every ingredient of an outlet and keep it; a warning begins at most once a business day."""
    evening = predict(connection, outlet_id, at)
    rows = [
        {
            "ingredient_id": one.row.id,
            "outlet_id": outlet_id,
            "at": at,
            "closes_at": evening.closes_at,
            "earliest": one.told.low,
            "expected": one.told.middle,
            "latest": one.told.high,
            "chance": round(one.told.chance, 3),
            "there": one.row.available > 0,
            "begins": LIKELY,
            "ends": UNLIKELY,
        }
        for one in sorted(evening.predicted, key=lambda one: one.row.id)
    ]
    if rows:
        connection.execute(_KEEP, rows)
