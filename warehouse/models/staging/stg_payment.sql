-- stg_payment: Payments with money in rupees; a method that was not recorded is UNKNOWN.
-- grain: payment_id
-- source: raw_payments
-- owner: finance
-- refresh: view
-- columns:
--   payment_id          UUID           Payment
--   order_id            UUID           Order it pays
--   outlet_id           VARCHAR        Outlet
--   business_date       DATE           Business day on which it was started
--   payment_method      VARCHAR        RAZORPAY, CASH or another name; UNKNOWN when not recorded
--   status              VARCHAR        Present status
--   amount              DECIMAL(14,2)  Amount
--   currency            VARCHAR        ISO 4217 code
--   razorpay_order_id   VARCHAR        Order at the gateway
--   razorpay_payment_id VARCHAR        Payment at the gateway
--   confirmed_by        VARCHAR        Who took the cash
--   failure_reason      VARCHAR        Why it failed
--   source              VARCHAR        live, or import:<name>
--   created_at          TIMESTAMPTZ    Instant of its start
--   completed_at        TIMESTAMPTZ    Instant of its completion
SELECT
    id AS payment_id,
    order_id,
    outlet_id,
    business_date,
    coalesce(payment_method, 'UNKNOWN') AS payment_method,
    status,
    cast(amount_paise * 0.01 AS DECIMAL(14, 2)) AS amount,
    currency,
    razorpay_order_id,
    razorpay_payment_id,
    confirmed_by,
    failure_reason,
    source,
    created_at,
    completed_at
FROM raw_payments
