"""The kinds of alerts: what each looks for, how often, and what it says unless an outlet wants otherwise.

A query has a row for everything that is wrong now: outlet, subject, title, details. It follows on a WITH
of `rules`, those in force: outlet, zone, cut-over hour and parameters of every outlet that wants the kind.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

INFO, WARNING, CRITICAL = "INFO", "WARNING", "CRITICAL"
SEVERITIES = (INFO, WARNING, CRITICAL)
"""From the least to the most urgent."""


@dataclass(frozen=True)
class Kind:
    """A kind of alert. `parameters` are its numbers by name with their defaults; `every` is in seconds."""

    name: str
    about: str
    severity: str
    escalate_after_minutes: int | None
    every: float
    parameters: Mapping[str, int]
    query: str


_LOW_STOCK = """
SELECT r.outlet_id, i.id::text, i.name || ': ' || trim_scale(s.on_hand) || ' ' || i.unit || ' left',
  jsonb_build_object('ingredient_code', i.code, 'on_hand', s.on_hand::text,
    'reorder_level', i.reorder_level::text, 'unit', i.unit)
FROM rules r JOIN stock_levels s ON s.outlet_id = r.outlet_id AND s.is_low
JOIN ingredients i ON i.id = s.ingredient_id
"""
_RUNNING_OUT = """
SELECT r.outlet_id, i.id::text, i.name || ' will be gone about '
    || coalesce(to_char(p.expected AT TIME ZONE r.zone, 'HH24:MI'), 'closing') || ' ('
    || coalesce(to_char(p.earliest AT TIME ZONE r.zone, 'HH24:MI'), 'closing') || ' to '
    || coalesce(to_char(p.latest AT TIME ZONE r.zone, 'HH24:MI'), 'closing') || ')',
  jsonb_build_object('ingredient_code', i.code, 'earliest', p.earliest, 'expected', p.expected,
    'latest', p.latest, 'closes_at', p.closes_at, 'chance', p.chance::text)
FROM rules r JOIN stock_run_outs p ON p.outlet_id = r.outlet_id AND p.is_warned AND p.closes_at > now()
JOIN ingredients i ON i.id = p.ingredient_id
"""
_EXPIRING = """
, days AS (
  SELECT outlet_id, parameters, (now() AT TIME ZONE zone - cutover_hour * interval '1 hour')::date AS today
  FROM rules
)
SELECT d.outlet_id, l.id::text,
  i.name || ', lot ' || l.code || ': ' || trim_scale(l.remaining) || ' ' || i.unit
    || CASE WHEN l.expires_on < d.today THEN ' past its date' ELSE ' to use by ' || l.expires_on END,
  jsonb_build_object('ingredient_code', i.code, 'lot_code', l.code, 'expires_on', l.expires_on,
    'remaining', l.remaining::text, 'unit', i.unit, 'expired', l.expires_on < d.today)
FROM days d JOIN stock_lots l ON l.outlet_id = d.outlet_id AND l.remaining > 0
  AND l.expires_on <= d.today + (d.parameters ->> 'days')::integer
JOIN ingredients i ON i.id = l.ingredient_id
"""
# The same weekdays of the weeks before, each up to this time of day.
_UNUSUAL_USE = """
, days AS (
  SELECT r.outlet_id, r.parameters, back,
    (now() AT TIME ZONE r.zone - r.cutover_hour * interval '1 hour')::date - 7 * back AS day,
    now() - 7 * back * interval '1 day' AS until
  FROM rules r, generate_series(0, (r.parameters ->> 'weeks')::integer) AS back
), used AS (
  SELECT d.outlet_id, d.parameters, d.back, m.ingredient_id, -sum(m.quantity) AS quantity
  FROM days d JOIN ingredients i ON i.outlet_id = d.outlet_id JOIN stock_movements m
    ON m.ingredient_id = i.id AND m.business_date = d.day AND m.kind = 'SALE'
    AND m.occurred_at BETWEEN d.until - interval '1 day' AND d.until
  GROUP BY 1, 2, 3, 4
), compared AS (
  SELECT outlet_id, parameters, ingredient_id, sum(quantity) FILTER (WHERE back = 0) AS today,
    sum(quantity) FILTER (WHERE back > 0) / nullif(count(*) FILTER (WHERE back > 0), 0) AS usual,
    count(*) FILTER (WHERE back > 0) AS weeks
  FROM used GROUP BY 1, 2, 3
)
SELECT c.outlet_id, i.id::text,
  i.name || ': ' || trim_scale(round(c.today)) || ' ' || i.unit || ' used so far, usually '
    || trim_scale(round(c.usual)),
  jsonb_build_object('ingredient_code', i.code, 'used', c.today::text, 'usual', round(c.usual, 3)::text,
    'unit', i.unit, 'weeks', c.weeks)
FROM compared c JOIN ingredients i ON i.id = c.ingredient_id
WHERE c.weeks >= 2 AND c.today > c.usual * (1 + (c.parameters ->> 'percent')::numeric / 100)
  AND c.today - c.usual >= i.pack_size
"""
_SLOW_TICKETS = """
SELECT r.outlet_id, t.id::text,
  'Order ' || o.number || ' waits at ' || t.station || ' for '
    || floor(extract(epoch FROM now() - t.fired_at) / 60) || ' minutes',
  jsonb_build_object('order_id', o.id, 'number', o.number, 'table_label', o.table_label,
    'station', t.station, 'fired_at', t.fired_at)
FROM rules r JOIN tickets t ON t.outlet_id = r.outlet_id AND t.status IN ('NEW', 'PREPARING')
  AND t.fired_at < now() - (r.parameters ->> 'minutes')::integer * interval '1 minute'
JOIN orders o ON o.id = t.order_id AND o.status NOT IN ('COMPLETED', 'CANCELLED')
"""
# Stations that never had a screen work from paper: nobody is told of those.
_UNSEEN_TICKETS = """
SELECT r.outlet_id, t.id::text, 'Order ' || o.number || ' is on no screen at ' || s.name,
  jsonb_build_object('order_id', o.id, 'number', o.number, 'table_label', o.table_label,
    'station', t.station, 'ticket_version', t.version, 'fired_at', t.fired_at)
FROM rules r JOIN stations s ON s.outlet_id = r.outlet_id
JOIN tickets t ON t.outlet_id = s.outlet_id AND t.station = s.code AND t.status IN ('NEW', 'PREPARING')
  AND t.updated_at < now() - s.shown_within_seconds * interval '1 second'
JOIN orders o ON o.id = t.order_id AND o.status NOT IN ('COMPLETED', 'CANCELLED')
WHERE EXISTS (SELECT FROM screens WHERE audience = 'kds/' || s.outlet_id || '/' || s.code)
  AND NOT EXISTS (SELECT FROM showings w WHERE w.ticket_id = t.id AND w.version >= t.version)
"""
_FAILING_PAYMENTS = """
SELECT outlet_id, 'payments', failed || ' of ' || tried || ' card and UPI payments failed',
  jsonb_build_object('failed', failed, 'tried', tried, 'minutes', (parameters ->> 'minutes')::integer)
FROM (
  SELECT r.outlet_id, r.parameters, count(*) AS tried, count(*) FILTER (WHERE p.status = 'FAILED') AS failed
  FROM rules r JOIN payments p ON p.outlet_id = r.outlet_id AND p.payment_method = 'RAZORPAY'
    AND p.created_at > now() - (r.parameters ->> 'minutes')::integer * interval '1 minute'
    AND p.status NOT IN ('PENDING', 'PROCESSING')
  GROUP BY 1, 2
) tries
WHERE tried >= (parameters ->> 'at_least')::integer
  AND failed * 100 >= tried * (parameters ->> 'percent')::integer
"""
# The key is `outlet/aggregate`, of bytes nobody has trusted yet; what names no outlet concerns them all.
_DEAD_LETTERS = """
SELECT r.outlet_id, 'dead-letters', count(*) || ' events could not be processed',
  jsonb_build_object('waiting', count(*), 'oldest', min(d.created_at),
    'consumers', jsonb_agg(DISTINCT d.consumer))
FROM rules r JOIN (
  SELECT d.*, o.id AS outlet_id
  FROM dead_letters d LEFT JOIN outlets o ON o.id = split_part(encode(d.key, 'escape'), '/', 1)
  WHERE d.replayed_at IS NULL
) d ON d.outlet_id = r.outlet_id OR d.outlet_id IS NULL
GROUP BY 1
"""

_ALL = (
    Kind("stock_low", "stock at or below the reorder level", WARNING, None, 5, {}, _LOW_STOCK),
    Kind(
        "stock_running_out",
        "an ingredient that will be gone before closing, as things go",
        WARNING,
        None,
        15,
        {},
        _RUNNING_OUT,
    ),
    Kind(
        "stock_expiring",
        "a lot that is past its date, or soon will be",
        WARNING,
        None,
        60,
        {"days": 2},
        _EXPIRING,
    ),
    Kind(
        "consumption_unusual",
        "an ingredient goes faster than on the same weekday of the weeks before",
        WARNING,
        None,
        60,
        {"percent": 50, "weeks": 6},
        _UNUSUAL_USE,
    ),
    Kind(
        "tickets_unseen",
        "a ticket, or its newest change, is on no screen of its station in time",
        CRITICAL,
        None,
        2,
        {},
        _UNSEEN_TICKETS,
    ),
    Kind("tickets_slow", "a ticket waits too long", WARNING, 10, 5, {"minutes": 25}, _SLOW_TICKETS),
    Kind(
        "payments_failing",
        "too many card and UPI payments fail",
        CRITICAL,
        10,
        15,
        {"percent": 30, "at_least": 5, "minutes": 30},
        _FAILING_PAYMENTS,
    ),
    Kind("dead_letters", "events nobody could process", CRITICAL, 30, 5, {}, _DEAD_LETTERS),
)
KINDS: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in _ALL})
