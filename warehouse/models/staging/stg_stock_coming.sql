-- stg_stock_coming: What each ingredient has promised, on order and on its way.
-- grain: ingredient_id
-- source: dim_ingredient, raw_stock_reserved, raw_transfers_coming, fct_purchase_line
-- owner: inventory
-- refresh: view
-- columns:
--   ingredient_id UUID           Ingredient
--   reserved      DECIMAL(14,3)  Base units promised to guests' open orders
--   on_order      DECIMAL(18,3)  Base units approved or sent and not come
--   in_transit    DECIMAL(14,3)  Base units on their way from other outlets
WITH ordered AS (
    SELECT
        ingredient_id,
        cast(sum(to_come) AS DECIMAL(18, 3)) AS on_order
    FROM fct_purchase_line
    GROUP BY ingredient_id
)

SELECT
    ingredient.ingredient_id,
    coalesce(held.reserved, 0) AS reserved,
    coalesce(ordered.on_order, 0) AS on_order,
    coalesce(moving.in_transit, 0) AS in_transit
FROM dim_ingredient AS ingredient
LEFT JOIN raw_stock_reserved AS held ON ingredient.ingredient_id = held.ingredient_id
LEFT JOIN ordered ON ingredient.ingredient_id = ordered.ingredient_id
LEFT JOIN raw_transfers_coming AS moving ON ingredient.ingredient_id = moving.ingredient_id
