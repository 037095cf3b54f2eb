-- stg_till_day: Business days with a drawer opened or a discount given.
-- grain: outlet_id, business_date
-- source: raw_drawer_shifts, raw_order_discounts
-- owner: finance
-- refresh: view
-- columns:
--   outlet_id     VARCHAR  Outlet
--   business_date DATE     Business day
SELECT
    outlet_id,
    business_date
FROM raw_drawer_shifts
UNION
SELECT
    outlet_id,
    business_date
FROM raw_order_discounts
