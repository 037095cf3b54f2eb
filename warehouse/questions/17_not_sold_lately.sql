-- Which dishes of the menu were not sold in the last 7 days of trade?
SELECT item_code
FROM dim_item
WHERE
    NOT EXISTS (
        SELECT 1
        FROM fct_order_line AS line
        WHERE
            line.item_id = dim_item.item_id
            AND line.order_status = 'COMPLETED'
            AND line.business_date > (SELECT max(business_date) FROM mart_daily_sales) - 7
    )
ORDER BY item_code
