-- Which two dishes are ordered together most often?
SELECT
    one.item_code AS first,
    other.item_code AS second,
    count(DISTINCT one.order_id) AS orders
FROM fct_order_line AS one
INNER JOIN fct_order_line AS other ON one.order_id = other.order_id AND one.item_code < other.item_code
WHERE one.order_status = 'COMPLETED'
GROUP BY one.item_code, other.item_code
ORDER BY orders DESC, one.item_code ASC, other.item_code ASC
