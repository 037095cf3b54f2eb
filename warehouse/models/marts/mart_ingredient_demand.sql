-- mart_ingredient_demand: Ingredients that completed orders used up, by their frozen recipes and modifiers.
-- grain: outlet_id, business_date, ingredient_id
-- source: fct_order_line, stg_recipe_line, stg_line_ingredient, raw_ingredients
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
WITH sold AS (
    SELECT
        order_line.order_line_id,
        order_line.outlet_id,
        order_line.business_date,
        order_line.quantity,
        order_line.recipe_id
    FROM fct_order_line AS order_line
    SEMI JOIN build_day USING (outlet_id, business_date)
    WHERE order_line.order_status = 'COMPLETED'
),

used AS (
    SELECT
        sold.outlet_id,
        sold.business_date,
        recipe.ingredient_id,
        recipe.basis,
        sold.quantity * recipe.quantity AS quantity
    FROM sold
    INNER JOIN stg_recipe_line AS recipe ON sold.recipe_id = recipe.recipe_id
    UNION ALL
    SELECT
        sold.outlet_id,
        sold.business_date,
        change.ingredient_id,
        coalesce(recipe.basis, 'listed') AS basis,
        sold.quantity * change.quantity AS quantity
    FROM sold
    INNER JOIN stg_line_ingredient AS change ON sold.order_line_id = change.order_line_id
    LEFT JOIN stg_recipe_line AS recipe
        ON sold.recipe_id = recipe.recipe_id AND change.ingredient_id = recipe.ingredient_id
)

SELECT
    used.outlet_id,
    used.business_date,
    used.ingredient_id,
    ingredient.code AS ingredient_code,
    ingredient.name AS ingredient_name,
    ingredient.unit,
    sum(used.quantity) AS quantity,
    round(
        coalesce(sum(used.quantity) FILTER (WHERE used.basis = 'assumed'), 0) / sum(used.quantity), 4
    ) AS assumed_share
FROM used
INNER JOIN raw_ingredients AS ingredient ON used.ingredient_id = ingredient.id
GROUP BY
    used.outlet_id,
    used.business_date,
    used.ingredient_id,
    ingredient.code,
    ingredient.name,
    ingredient.unit
HAVING sum(used.quantity) > 0
