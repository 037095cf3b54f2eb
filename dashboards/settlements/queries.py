"""Questions to the warehouse about settlements."""

from duckdb import DuckDBPyConnection

from dashboards.settlements.models import Difference, Settlement, Totals
from dashboards.snapshot import fetch

MOST_ROWS = 200

_SETTLEMENTS = """
SELECT settlement_id, business_date, coalesce(utr, ''), payment_count, refund_count, gross, refunds, fee,
       fee_gst, net, open_exceptions
FROM mart_settlement
WHERE outlet_id = ?
ORDER BY business_date DESC, settlement_id
LIMIT ?
"""
_OPEN = """
SELECT kind, subject, coalesce(settlement_id, ''), expected, found, CAST(first_seen_at AS DATE)
FROM mart_settlement_exception
WHERE resolved_at IS NULL AND coalesce(outlet_id, $outlet) = $outlet
ORDER BY first_seen_at DESC, kind, subject
LIMIT $most
"""
_TOTALS = """
SELECT
    coalesce(sum(gross), 0), coalesce(sum(fee + fee_gst), 0), coalesce(sum(net), 0),
    (
        SELECT coalesce(sum(amount), 0) FROM fct_money_movement
        WHERE outlet_id = $outlet AND payment_method = 'RAZORPAY'
          AND payment_id NOT IN (SELECT payment_id FROM fct_payment WHERE source <> 'live')
    ) - coalesce(sum(gross - refunds), 0)
FROM mart_settlement
WHERE outlet_id = $outlet
"""


def settlements(connection: DuckDBPyConnection, outlet_id: str) -> list[Settlement]:
    """The newest transfers."""
    return fetch(connection, Settlement, _SETTLEMENTS, [outlet_id, MOST_ROWS])


def open_differences(connection: DuckDBPyConnection, outlet_id: str) -> list[Difference]:
    """The newest differences of this outlet, and those that belong to nobody."""
    return fetch(connection, Difference, _OPEN, {"outlet": outlet_id, "most": MOST_ROWS})


def totals(connection: DuckDBPyConnection, outlet_id: str) -> Totals:
    """Sums over everything that was settled; outstanding is what was captured and is not settled."""
    return fetch(connection, Totals, _TOTALS, {"outlet": outlet_id})[0]
