-- stg_refund: Refunds with money in rupees and the method of the payment they give back.
-- grain: refund_id
-- source: raw_refunds, raw_payments
-- owner: finance
-- refresh: view
-- columns:
--   refund_id      UUID           Refund
--   payment_id     UUID           Payment it gives back
--   order_id       UUID           Order of that payment
--   outlet_id      VARCHAR        Outlet
--   business_date  DATE           Business day on which it was asked for
--   payment_method VARCHAR        Method of the payment; UNKNOWN when not recorded
--   status         VARCHAR        PENDING, PROCESSED or FAILED
--   amount         DECIMAL(14,2)  Amount
--   reason         VARCHAR        Why
--   requested_by   VARCHAR        Who
--   source         VARCHAR        live, or import:<name>
--   created_at     TIMESTAMPTZ    Instant of the request
--   processed_at   TIMESTAMPTZ    Instant at which the money went back
SELECT
    refund.id AS refund_id,
    refund.payment_id,
    refund.order_id,
    refund.outlet_id,
    refund.business_date,
    coalesce(raw_payments.payment_method, 'UNKNOWN') AS payment_method,
    refund.status,
    cast(refund.amount_paise * 0.01 AS DECIMAL(14, 2)) AS amount,
    refund.reason,
    refund.requested_by,
    refund.source,
    refund.created_at,
    refund.processed_at
FROM raw_refunds AS refund
INNER JOIN raw_payments ON refund.payment_id = raw_payments.id
