-- fct_discount: Discounts given on orders.
-- grain: discount_id
-- source: raw_order_discounts
-- owner: finance
-- refresh: days
-- columns:
--   discount_id       UUID           Discount on an order
--   order_id          UUID           Order
--   outlet_id         VARCHAR        Outlet
--   business_date     DATE           Business day on which it was given
--   promotion_id      UUID           Promotion behind it
--   promotion_version INTEGER        Version of the promotion
--   promotion_code    VARCHAR        Code of the promotion when it was given
--   promotion_name    VARCHAR        Its name when it was given
--   coupon_code       VARCHAR        Coupon shown, empty when there was none
--   amount            DECIMAL(14,2)  What it takes off
--   applied_at        TIMESTAMPTZ    Instant at which it was given
--   released_at       TIMESTAMPTZ    Instant at which it was taken back; NULL when it stands
SELECT
    id AS discount_id,
    order_id,
    outlet_id,
    business_date,
    promotion_id,
    version AS promotion_version,
    code AS promotion_code,
    name AS promotion_name,
    coupon_code,
    cast(amount_paise * 0.01 AS DECIMAL(14, 2)) AS amount,
    applied_at,
    released_at
FROM raw_order_discounts
SEMI JOIN build_day USING (outlet_id, business_date)
