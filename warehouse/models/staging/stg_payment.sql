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
--   tip                 DECIMAL(14,2)  Part of the amount that is a tip
--   rounding            DECIMAL(14,2)  What cash was rounded to the rupee by
--   surplus             DECIMAL(14,2)  Part of the amount the order could not take; it goes back
--   applied             DECIMAL(14,2)  Part of the amount that settled the order
--   refunded            DECIMAL(14,2)  What went back of it, whenever
--   gateway_method      VARCHAR        card, upi, netbanking or another of the gateway's
--   gateway_fee         DECIMAL(14,2)  Fee of the gateway without GST
--   gateway_fee_gst     DECIMAL(14,2)  GST on that fee
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
    cast(tip_paise * 0.01 AS DECIMAL(14, 2)) AS tip,
    cast(rounding_paise * 0.01 AS DECIMAL(14, 2)) AS rounding,
    cast(surplus_paise * 0.01 AS DECIMAL(14, 2)) AS surplus,
    cast(applied_paise * 0.01 AS DECIMAL(14, 2)) AS applied,
    cast(refunded_paise * 0.01 AS DECIMAL(14, 2)) AS refunded,
    gateway_method,
    cast((fee_paise - fee_tax_paise) * 0.01 AS DECIMAL(14, 2)) AS gateway_fee,
    cast(fee_tax_paise * 0.01 AS DECIMAL(14, 2)) AS gateway_fee_gst,
    currency,
    razorpay_order_id,
    razorpay_payment_id,
    confirmed_by,
    failure_reason,
    source,
    created_at,
    completed_at
FROM raw_payments
