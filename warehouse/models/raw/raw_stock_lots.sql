-- raw_stock_lots: Lots with something left as the operational database has them.
-- grain: id
-- source: PostgreSQL stock_lots
-- owner: inventory
-- refresh: snapshot
-- columns:
--   id              UUID           Lot
--   outlet_id       VARCHAR        Outlet
--   ingredient_id   UUID           Ingredient
--   expires_on      DATE           Last day on which it may be used, NULL when nobody said
--   remaining       DECIMAL(14,3)  Base units left
--   unit_cost_paise DECIMAL(14,4)  What a base unit came at, in paise
SELECT
    id,
    outlet_id,
    ingredient_id,
    expires_on,
    remaining,
    unit_cost_paise
FROM stock_lots
WHERE remaining > 0
