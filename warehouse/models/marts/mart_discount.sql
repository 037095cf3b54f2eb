-- mart_discount: Discounts that stand, by business day and promotion.
-- grain: outlet_id, business_date, promotion_id
-- source: fct_discount
-- owner: finance
-- refresh: days
-- columns:
--   outlet_id      VARCHAR        Outlet
--   business_date  DATE           Business day on which they were given
--   promotion_id   UUID           Promotion
--   promotion_code VARCHAR        Its code when it was given last that day
--   promotion_name VARCHAR        Its name when it was given last that day
--   orders         BIGINT         Orders that had it
--   with_coupon    BIGINT         Discounts for which a coupon was shown
--   amount         DECIMAL(14,2)  What they take off
SELECT
    outlet_id,
    business_date,
    promotion_id,
    max_by(promotion_code, (applied_at, discount_id)) AS promotion_code,
    max_by(promotion_name, (applied_at, discount_id)) AS promotion_name,
    count(DISTINCT order_id) AS orders,
    count(*) FILTER (WHERE coupon_code <> '') AS with_coupon,
    sum(amount) AS amount
FROM fct_discount
SEMI JOIN build_day USING (outlet_id, business_date)
WHERE released_at IS NULL
GROUP BY outlet_id, business_date, promotion_id
