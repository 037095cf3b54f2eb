-- dim_ingredient: Ingredients as they are now, with the stock on hand.
-- grain: ingredient_id
-- source: raw_ingredients, raw_stock_levels
-- owner: inventory
-- refresh: whole
-- columns:
--   ingredient_id   UUID           Ingredient
--   outlet_id       VARCHAR        Outlet
--   ingredient_code VARCHAR        Code, unique in the outlet
--   ingredient_name VARCHAR        Name
--   unit            VARCHAR        Base unit: g, ml or pc
--   supplier        VARCHAR        Supplier
--   reorder_level   DECIMAL(14,3)  Stock at which the outlet wants to be warned
--   pack_size       DECIMAL(14,3)  Base units in the pack the supplier sells
--   lead_time_days  SMALLINT       Days from order to delivery
--   unit_cost       DECIMAL(14,6)  Cost of one base unit in rupees, NULL when unknown
--   shelf_life_days SMALLINT       Days a delivery keeps, NULL when it keeps
--   service_percent SMALLINT       Part of deliveries until which it should last, NULL when costs decide
--   on_hand         DECIMAL(14,3)  Base units on hand when the data was read; 0 when never stocked
SELECT
    ingredient.id AS ingredient_id,
    ingredient.outlet_id,
    ingredient.code AS ingredient_code,
    ingredient.name AS ingredient_name,
    ingredient.unit,
    ingredient.supplier,
    ingredient.reorder_level,
    ingredient.pack_size,
    ingredient.lead_time_days,
    cast(ingredient.unit_cost_paise * 0.01 AS DECIMAL(14, 6)) AS unit_cost,
    ingredient.shelf_life_days,
    ingredient.service_percent,
    coalesce(level.on_hand, 0) AS on_hand
FROM raw_ingredients AS ingredient
LEFT JOIN raw_stock_levels AS level ON ingredient.id = level.ingredient_id
