-- stg_line_ingredient: Ingredients of which the modifiers of an order line change the recipe.
-- grain: order_line_id, ingredient_id
-- source: raw_order_lines
-- owner: inventory
-- refresh: view
-- columns:
--   order_line_id UUID           Order line
--   ingredient_id UUID           Ingredient
--   quantity      DECIMAL(14,3)  Base units more in one portion; negative when it is left out
SELECT
    order_line_id,
    cast(change ->> 'ingredient_id' AS UUID) AS ingredient_id,
    cast(change ->> 'quantity' AS DECIMAL(14, 3)) AS quantity
FROM (
    SELECT
        raw_order_lines.id AS order_line_id,
        unnest(cast(raw_order_lines.ingredients AS JSON[])) AS change
    FROM raw_order_lines
    WHERE raw_order_lines.ingredients <> '[]'
) AS changed
