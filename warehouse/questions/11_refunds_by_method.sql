-- What is refunded, by method, as a part of what was taken?
SELECT
    payment_method,
    sum(refunds) AS refunds,
    round(sum(refunds) / nullif(sum(gross), 0), 4) AS share
FROM mart_daily_payment_method
GROUP BY payment_method
ORDER BY payment_method
