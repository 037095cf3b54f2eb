-- fct_refund: Refunds, on the business day of the refund.
-- grain: refund_id
-- source: stg_refund
-- owner: finance
-- refresh: days
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
    refund_id,
    payment_id,
    order_id,
    outlet_id,
    business_date,
    payment_method,
    status,
    amount,
    reason,
    requested_by,
    source,
    created_at,
    processed_at
FROM stg_refund
SEMI JOIN build_day USING (outlet_id, business_date)
