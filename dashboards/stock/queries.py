"""Questions to the warehouse about stock."""

from decimal import Decimal

from duckdb import DuckDBPyConnection

from dashboards.snapshot import fetch
from dashboards.stock.models import Ingredient

_REORDER = """
SELECT
    ingredient_code,
    ingredient_name,
    unit,
    coalesce(supplier, ''),
    CAST(on_hand AS DECIMAL(18, 3)),
    CAST(reorder_point AS DECIMAL(18, 3)),
    CAST(order_up_to AS DECIMAL(18, 3)),
    lead_time_days,
    CAST(forecast_7d AS DECIMAL(18, 3)),
    CAST(safety_stock AS DECIMAL(18, 3)),
    CAST(suggested_quantity AS DECIMAL(18, 3)),
    CAST(suggested_packs AS DECIMAL(14, 3)),
    CAST(pack_size AS DECIMAL(18, 3)),
    CAST(last_date AS DATE),
    why,
    CAST(on_order + in_transit AS DECIMAL(18, 3))
FROM mart_reorder
WHERE outlet_id = ?
ORDER BY ingredient_name, ingredient_code
"""


def reorder_list(connection: DuckDBPyConnection, outlet_id: str) -> list[Ingredient]:
    """Every ingredient, the one that runs out first on top; without expected use at the end."""
    found = fetch(connection, Ingredient, _REORDER, [outlet_id])
    return sorted(found, key=_urgency)


def _urgency(row: Ingredient) -> tuple[bool, float, Decimal]:
    cover = row.days_of_cover
    return not row.must_order, cover if cover is not None else float("inf"), -row.suggested_quantity
