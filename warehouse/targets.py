"""Where each ingredient's stock should be, as the API takes it for drafting orders."""

from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb

from chitrail.errors import Unavailable

OLDEST = timedelta(days=2)
"""Older targets are not ordered by: whatever builds the warehouse has stopped."""

_TARGETS = """
SELECT ingredient_id::VARCHAR, least(reorder_point, 9999999999)::VARCHAR,
       least(order_up_to, 9999999999)::VARCHAR, least(most, 9999999999)::VARCHAR,
       expiring::VARCHAR, left(basis, 600)
FROM mart_reorder WHERE outlet_id = ? ORDER BY ingredient_code
"""
_NAMES = ("ingredient_id", "reorder_point", "order_up_to", "most", "expiring", "why")


def targets(
    connection: duckdb.DuckDBPyConnection, outlet_id: str, now: datetime
) -> list[dict[str, Any]]:
    """The targets of an outlet in a published snapshot.

    Raises Unavailable when the snapshot is older than two days.
    """
    query = "SELECT epoch_us(max(published_at)) FROM meta_publication"
    ((published,),) = connection.execute(query).fetchall()
    at = datetime.fromtimestamp((published or 0) / 1e6, UTC)
    if now - at > OLDEST:
        raise Unavailable(f"the warehouse is of {at:%d %B %Y %H:%M} UTC: build it before ordering")
    rows = connection.execute(_TARGETS, [outlet_id]).fetchall()
    return [dict(zip(_NAMES, row, strict=True)) for row in rows]
