-- What did each day bring?
SELECT
    business_date,
    orders,
    gross,
    cast(gross / orders AS DECIMAL(14, 2)) AS mean_bill
FROM mart_daily_sales
ORDER BY business_date
