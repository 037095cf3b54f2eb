-- Which completed orders are not paid for in full?
SELECT
    orders.business_date,
    orders.number,
    orders.total - coalesce(sum(payment.applied), 0) AS open
FROM fct_order AS orders
LEFT JOIN fct_payment AS payment
    ON
        orders.order_id = payment.order_id
        AND payment.status IN ('COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED')
WHERE orders.status = 'COMPLETED'
GROUP BY orders.order_id, orders.business_date, orders.number, orders.total
HAVING orders.total > coalesce(sum(payment.applied), 0)
ORDER BY orders.business_date, orders.number
