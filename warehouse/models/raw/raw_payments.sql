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
--   tip_paise           BIGINT       Part of the amount that is a tip
--   rounding_paise      BIGINT       What cash was rounded to the rupee by
--   surplus_paise       BIGINT       Part of the amount the order could not take
--   applied_paise       BIGINT       Part of the amount that settled the order
--   refunded_paise      BIGINT       What went back of it
--   gateway_method      VARCHAR      card, upi, netbanking or another of the gateway's
--   fee_paise           BIGINT       Fee of the gateway, GST included
--   fee_tax_paise       BIGINT       GST in it
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
    tip_paise,
    rounding_paise,
    surplus_paise,
    applied_paise,
    refunded_paise,
    gateway_method,
    fee_paise,
    fee_tax_paise,
    failure_reason,
    source,
    created_at,
    completed_at,
    xid
FROM payments
