-- At which prices was each dish sold, from when to when?
SELECT
    item_code,
    unit_price,
    min(business_date) AS first_day,
    max(business_date) AS last_day,
    sum(quantity) AS portions
FROM fct_order_line
WHERE order_status = 'COMPLETED'
GROUP BY item_code, unit_price
ORDER BY item_code, first_day
