-- Which dishes sell most, by portions and by money?
SELECT
    item_code,
    sum(quantity) AS portions,
    sum(total) AS sales
FROM fct_order_line
WHERE order_status = 'COMPLETED'
GROUP BY item_code
ORDER BY sales DESC, item_code ASC
