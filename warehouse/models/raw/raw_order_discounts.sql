-- raw_order_discounts: Discounts given on orders as the operational database has them.
-- grain: id
-- source: PostgreSQL order_discounts
-- owner: finance
-- refresh: extract
-- columns:
--   id            UUID         Discount on an order
--   order_id      UUID         Order
--   outlet_id     VARCHAR      Outlet
--   business_date DATE         Business day on which it was given
--   promotion_id  UUID         Promotion behind it
--   version       INTEGER      Version of the promotion
--   code          VARCHAR      Code of the promotion when it was given
--   name          VARCHAR      Its name when it was given
--   coupon_code   VARCHAR      Coupon shown, empty when there was none
--   amount_paise  BIGINT       What it takes off
--   applied_at    TIMESTAMPTZ  Instant at which it was given
--   released_at   TIMESTAMPTZ  Instant at which it was taken back; NULL when it stands
--   xid           BIGINT       Transaction that wrote this version of the row
SELECT
    id,
    order_id,
    outlet_id,
    business_date,
    promotion_id,
    version,
    code,
    name,
    coupon_code,
    amount_paise,
    applied_at,
    released_at,
    xid
FROM order_discounts
