-- raw_payments: Payments as the operational database has them.
-- grain: id
-- source: PostgreSQL payments
-- owner: finance
-- refresh: extract
-- columns:
--   id                  UUID         Payment
--   order_id            UUID         Order it pays
--   outlet_id           VARCHAR      Outlet
--   business_date       DATE         Business day on which it was started
--   amount_paise        BIGINT       Amount
--   currency            VARCHAR      ISO 4217 code
--   payment_method      VARCHAR      RAZORPAY, CASH or another name; NULL when not recorded
--   status              VARCHAR      Present status
--   razorpay_order_id   VARCHAR      Order at the gateway
--   razorpay_payment_id VARCHAR      Payment at the gateway
--   confirmed_by        VARCHAR      Who took the cash
--   failure_reason      VARCHAR      Why it failed
--   source              VARCHAR      live, or import:<name>
--   created_at          TIMESTAMPTZ  Instant of its start
--   completed_at        TIMESTAMPTZ  Instant of its completion
--   xid                 BIGINT       Transaction that wrote this version of the row
SELECT
    id,
    order_id,
    outlet_id,
    business_date,
    amount_paise,
    currency,
    payment_method,
    status,
    razorpay_order_id,
    razorpay_payment_id,
    confirmed_by,
    failure_reason,
    source,
    created_at,
    completed_at,
    xid
FROM payments
