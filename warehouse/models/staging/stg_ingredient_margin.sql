-- stg_ingredient_margin: What dishes earned by one base unit of each ingredient in the outlet's last 56 days.
-- grain: ingredient_id
-- source: fct_order_line, stg_recipe_line, dim_ingredient
-- owner: inventory
-- refresh: view
-- columns:
--   ingredient_id UUID           Ingredient
--   margin        DECIMAL(18,6)  Rupees: price less discount and tax in it, less the cost of all ingredients
WITH newest AS (
    SELECT
        outlet_id,
        max(business_date) AS business_date
    FROM fct_order_line
    GROUP BY outlet_id
),

sold AS (
    SELECT
        line.order_line_id,
        line.total - line.discount - line.tax_included AS earned,
        recipe.ingredient_id,
        line.quantity * recipe.quantity AS quantity,
        line.quantity * recipe.quantity * coalesce(ingredient.unit_cost, 0) AS cost
    FROM fct_order_line AS line
    INNER JOIN newest ON line.outlet_id = newest.outlet_id
    INNER JOIN stg_recipe_line AS recipe ON line.recipe_id = recipe.recipe_id
    INNER JOIN dim_ingredient AS ingredient ON recipe.ingredient_id = ingredient.ingredient_id
    WHERE line.order_status = 'COMPLETED' AND line.business_date > newest.business_date - 56
),

earned AS (
    SELECT
        ingredient_id,
        quantity,
        earned - sum(cost) OVER (PARTITION BY order_line_id) AS margin
    FROM sold
)

SELECT
    ingredient_id,
    cast(sum(margin) / nullif(sum(quantity), 0) AS DECIMAL(18, 6)) AS margin
FROM earned
GROUP BY ingredient_id
