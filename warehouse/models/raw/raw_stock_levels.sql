-- raw_stock_levels: Stock on hand as the operational database has it.
-- grain: ingredient_id
-- source: PostgreSQL stock_levels
-- owner: inventory
-- refresh: snapshot
-- columns:
--   ingredient_id UUID           Ingredient
--   outlet_id     VARCHAR        Outlet
--   on_hand       DECIMAL(14,3)  Base units on hand, negative when more was sold than was counted in
--   is_low        BOOLEAN        Whether it stands at or below the reorder level
--   updated_at    TIMESTAMPTZ    Instant of the last movement
SELECT
    ingredient_id,
    outlet_id,
    on_hand,
    is_low,
    updated_at
FROM stock_levels
