-- mart_ingredient_demand: Ingredients that completed orders used up, by their frozen recipes.
-- grain: outlet_id, business_date, ingredient_id
-- source: fct_order_line, stg_recipe_line, raw_ingredients
-- owner: inventory
-- refresh: days
-- columns:
--   outlet_id       VARCHAR        Outlet
--   business_date   DATE           Business day of the orders
--   ingredient_id   UUID           Ingredient
--   ingredient_code VARCHAR        Its code
--   ingredient_name VARCHAR        Its name
--   unit            VARCHAR        Base unit: g, ml or pc
--   quantity        DECIMAL(18,3)  Base units used
--   assumed_share   DECIMAL(7,4)   Part of the quantity that rests on recipe lines marked assumed
SELECT
    order_line.outlet_id,
    order_line.business_date,
    recipe.ingredient_id,
    ingredient.code AS ingredient_code,
    ingredient.name AS ingredient_name,
    ingredient.unit,
    sum(order_line.quantity * recipe.quantity) AS quantity,
    round(
        coalesce(sum(order_line.quantity * recipe.quantity) FILTER (WHERE recipe.basis = 'assumed'), 0)
        / sum(order_line.quantity * recipe.quantity),
        4
    ) AS assumed_share
FROM fct_order_line AS order_line
SEMI JOIN build_day USING (outlet_id, business_date)
INNER JOIN stg_recipe_line AS recipe ON order_line.recipe_id = recipe.recipe_id
INNER JOIN raw_ingredients AS ingredient ON recipe.ingredient_id = ingredient.id
WHERE order_line.order_status = 'COMPLETED'
GROUP BY
    order_line.outlet_id,
    order_line.business_date,
    recipe.ingredient_id,
    ingredient.code,
    ingredient.name,
    ingredient.unit
