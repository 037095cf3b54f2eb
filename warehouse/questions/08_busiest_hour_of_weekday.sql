-- Which hour is the busiest of each weekday?
WITH counted AS (
    SELECT
        isodow(fct_order.business_date) AS weekday,
        extract(HOUR FROM fct_order.placed_at AT TIME ZONE dim_outlet.zone) AS hour,
        count(*) AS orders
    FROM fct_order
    INNER JOIN dim_outlet ON fct_order.outlet_id = dim_outlet.outlet_id
    WHERE fct_order.status = 'COMPLETED'
    GROUP BY weekday, hour
)

SELECT
    weekday,
    hour,
    orders
FROM counted
QUALIFY row_number() OVER (PARTITION BY weekday ORDER BY orders DESC, hour ASC) = 1
ORDER BY weekday
