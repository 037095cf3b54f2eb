-- raw_stock_reserved: What open orders of guests need as the operational database has it.
-- grain: ingredient_id
-- source: PostgreSQL stock_reserved
-- owner: inventory
-- refresh: snapshot
-- columns:
--   ingredient_id UUID           Ingredient
--   outlet_id     VARCHAR        Outlet
--   reserved      DECIMAL(14,3)  Base units set aside
SELECT
    ingredient_id,
    outlet_id,
    reserved
FROM stock_reserved
WHERE reserved > 0
