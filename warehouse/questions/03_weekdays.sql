-- Which weekday sells most?
SELECT
    isodow(business_date) AS weekday,
    count(*) AS days,
    cast(avg(gross) AS DECIMAL(14, 2)) AS mean_gross
FROM mart_daily_sales
GROUP BY weekday
ORDER BY weekday
