-- At which hours of the day are orders placed?
SELECT
    extract(HOUR FROM fct_order.placed_at AT TIME ZONE dim_outlet.zone) AS hour,
    count(*) AS orders,
    sum(fct_order.total) AS sales
FROM fct_order
INNER JOIN dim_outlet ON fct_order.outlet_id = dim_outlet.outlet_id
WHERE fct_order.status = 'COMPLETED'
GROUP BY hour
ORDER BY hour
