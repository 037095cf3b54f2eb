-- raw_refunds: Refunds as the operational database has them.
-- grain: id
-- source: PostgreSQL refunds
-- owner: finance
-- refresh: extract
-- columns:
--   id            UUID         Refund
--   payment_id    UUID         Payment it gives back
--   order_id      UUID         Order of that payment
--   outlet_id     VARCHAR      Outlet
--   business_date DATE         Business day on which it was asked for
--   amount_paise  BIGINT       Amount
--   status        VARCHAR      PENDING, PROCESSED or FAILED
--   reason        VARCHAR      Why
--   requested_by  VARCHAR      Who
--   source        VARCHAR      live, or import:<name>
--   created_at    TIMESTAMPTZ  Instant of the request
--   processed_at  TIMESTAMPTZ  Instant at which the money went back
--   xid           BIGINT       Transaction that wrote this version of the row
SELECT
    id,
    payment_id,
    order_id,
    outlet_id,
    business_date,
    amount_paise,
    status,
    reason,
    requested_by,
    source,
    created_at,
    processed_at,
    xid
FROM refunds
