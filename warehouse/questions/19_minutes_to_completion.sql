-- How many minutes pass from placing to completion, by kind of order?
SELECT
    order_type,
    median(date_diff('minute', placed_at, completed_at)) AS median_minutes,
    max(date_diff('minute', placed_at, completed_at)) AS longest
FROM fct_order
WHERE status = 'COMPLETED'
GROUP BY order_type
ORDER BY order_type
