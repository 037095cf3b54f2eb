-- How much is eaten here, taken away, delivered?
SELECT
    order_type,
    count(*) AS orders,
    sum(total) AS sales,
    round(sum(total) / sum(sum(total)) OVER (), 4) AS share
FROM fct_order
WHERE status = 'COMPLETED'
GROUP BY order_type
ORDER BY order_type
