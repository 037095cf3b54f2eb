-- Which way to pay fails most often?
SELECT
    payment_method,
    sum(failed_count) AS failed,
    round(sum(failed_count) / nullif(sum(failed_count + payment_count), 0), 4) AS share
FROM mart_daily_payment_method
GROUP BY payment_method
ORDER BY payment_method
