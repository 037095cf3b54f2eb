-- raw_suppliers: Suppliers as the operational database has them.
-- grain: id
-- source: PostgreSQL suppliers
-- owner: inventory
-- refresh: snapshot
-- columns:
--   id                  UUID          Supplier
--   outlet_id           VARCHAR       Outlet
--   code                VARCHAR       Code, unique in the outlet
--   name                VARCHAR       Name
--   lead_time_days      SMALLINT      Days from order to delivery, as told
--   delivery_weekdays   VARCHAR       Days on which they deliver, Monday 1, such as 1,3,5; empty is every day
--   cutoff              VARCHAR       Outlet's time of day after which an order counts for the next day
--   review_days         SMALLINT      An order must last until the delivery of the one after so many days
--   lead_spread_days    DECIMAL(3,1)  Standard deviation of how late they come, as told
--   minimum_order_paise BIGINT        What they deliver for at least, without tax
--   is_retired          BOOLEAN       Whether they are ordered from no more
SELECT
    id,
    outlet_id,
    code,
    name,
    lead_time_days,
    array_to_string(delivery_weekdays, ',') AS delivery_weekdays,
    cutoff,
    review_days,
    lead_spread_days,
    minimum_order_paise,
    retired_at IS NOT NULL AS is_retired
FROM suppliers
