-- Which refunds were made on a later day than their payment?
SELECT
    payment.business_date AS paid_on,
    refund.business_date AS refunded_on,
    refund.amount
FROM fct_refund AS refund
INNER JOIN fct_payment AS payment ON refund.payment_id = payment.payment_id
WHERE refund.status = 'PROCESSED' AND refund.business_date > payment.business_date
ORDER BY refunded_on, paid_on, refund.amount
