"""What was forecast, kept beside what came."""

from datetime import date, timedelta

import duckdb

ACCURACY = "forecast_accuracy_daily"
AGAIN_DAYS = 60
"""So far back what came is looked up again: orders are completed or refused late."""

_KEEP = """
INSERT INTO forecast_accuracy_daily
SELECT outlet_id, kind, series_id, $today, forecast_date, forecast_date - $today, quantity, low, high, NULL
FROM (
    SELECT outlet_id, 'item' AS kind, item_id AS series_id, forecast_date, quantity, low, high
    FROM forecast_item_daily
    UNION ALL
    SELECT outlet_id, 'ingredient', ingredient_id, forecast_date, quantity, low, high
    FROM forecast_ingredient_daily
)
WHERE outlet_id = $outlet AND forecast_date >= $today
"""
_CAME = """
UPDATE forecast_accuracy_daily AS kept SET actual = found.actual
FROM (
    WITH came AS (
        SELECT 'item' AS kind, item_id AS series_id, business_date, sum(quantity) AS quantity
        FROM fct_order_line
        WHERE outlet_id = $outlet AND order_status = 'COMPLETED' AND business_date >= $since GROUP BY ALL
        UNION ALL
        SELECT 'ingredient', ingredient_id, business_date, quantity
        FROM mart_ingredient_demand WHERE outlet_id = $outlet AND business_date >= $since
    )
    SELECT
        told.kind, told.series_id, told.made_on, told.forecast_date,
        CASE WHEN traded.business_date IS NOT NULL THEN coalesce(came.quantity, 0) END AS actual
    FROM forecast_accuracy_daily AS told
    LEFT JOIN mart_daily_sales AS traded
        ON told.outlet_id = traded.outlet_id AND told.forecast_date = traded.business_date
    LEFT JOIN came
        ON told.kind = came.kind AND told.series_id = came.series_id
            AND told.forecast_date = came.business_date
    WHERE told.outlet_id = $outlet AND told.forecast_date >= $since AND told.forecast_date < $today
) AS found
WHERE kept.outlet_id = $outlet AND kept.kind = found.kind AND kept.series_id = found.series_id
  AND kept.made_on = found.made_on AND kept.forecast_date = found.forecast_date
  AND kept.actual IS DISTINCT FROM found.actual
"""


def keep(connection: duckdb.DuckDBPyConnection, outlet_id: str, today: date) -> int:
    """Note an outlet's forecasts as those of `today`, and what came of earlier ones on days that are over.

    Rows noted.
    """
    connection.execute(
        "DELETE FROM forecast_accuracy_daily WHERE outlet_id = ? AND made_on = ?",
        [outlet_id, today],
    )
    ((noted,),) = connection.execute(_KEEP, {"outlet": outlet_id, "today": today}).fetchall()
    since = today - timedelta(days=AGAIN_DAYS)
    connection.execute(_CAME, {"outlet": outlet_id, "since": since, "today": today})
    return int(noted)
