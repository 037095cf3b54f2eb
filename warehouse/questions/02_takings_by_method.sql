-- How was it paid, and what went back?
SELECT
    payment_method,
    sum(payment_count) AS payments,
    sum(gross) AS gross,
    sum(refunds) AS refunds,
    sum(net) AS net
FROM mart_daily_payment_method
GROUP BY payment_method
ORDER BY net DESC
