-- mart_forecast_accuracy: How good forecasts were, by their day and how many days before it they were made.
-- grain: outlet_id, kind, forecast_date, days_ahead
-- source: forecast_accuracy_daily
-- owner: inventory
-- refresh: view
-- columns:
--   outlet_id     VARCHAR        Outlet
--   kind          VARCHAR        item or ingredient
--   forecast_date DATE           Business day that was forecast, one of trade and over
--   days_ahead    SMALLINT       Days before it on which the forecast was made
--   series        BIGINT         Items or ingredients that were expected or came
--   wape          DECIMAL(10,4)  Sum of their absolute errors over demand, ingredients in their means
--   bias          DECIMAL(10,4)  The same of forecast less demand
--   coverage      DECIMAL(5,4)   Part of them between the bounds, which are meant for 90 of 100
WITH scaled AS (
    SELECT
        outlet_id,
        kind,
        forecast_date,
        days_ahead,
        cast(expected AS DOUBLE) AS expected,
        cast(actual AS DOUBLE) AS actual,
        actual BETWEEN low AND high AS held,
        CASE kind
            WHEN 'item' THEN 1.0
            ELSE avg(cast(actual AS DOUBLE)) OVER (PARTITION BY outlet_id, kind, series_id)
        END AS scale
    FROM forecast_accuracy_daily
    WHERE actual IS NOT NULL AND (actual > 0 OR expected > 0)
)

SELECT
    outlet_id,
    kind,
    forecast_date,
    days_ahead,
    count(*) AS series,
    cast(sum(abs(expected - actual) / scale) / nullif(sum(actual / scale), 0) AS DECIMAL(10, 4)) AS wape,
    cast(sum((expected - actual) / scale) / nullif(sum(actual / scale), 0) AS DECIMAL(10, 4)) AS bias,
    cast(avg(CASE WHEN held THEN 1.0 ELSE 0.0 END) AS DECIMAL(5, 4)) AS coverage
FROM scaled
WHERE scale > 0
GROUP BY outlet_id, kind, forecast_date, days_ahead
