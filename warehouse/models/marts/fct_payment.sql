-- fct_payment: Payments, in whatever status they are.
-- grain: payment_id
-- source: stg_payment
-- owner: finance
-- refresh: days
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
    payment_id,
    order_id,
    outlet_id,
    business_date,
    payment_method,
    status,
    amount,
    currency,
    razorpay_order_id,
    razorpay_payment_id,
    confirmed_by,
    failure_reason,
    source,
    created_at,
    completed_at
FROM stg_payment
SEMI JOIN build_day USING (outlet_id, business_date)
