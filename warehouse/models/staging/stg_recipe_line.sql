-- stg_recipe_line: Ingredients of recipe versions.
-- grain: recipe_id, ingredient_id
-- source: raw_recipe_lines, raw_recipes
-- owner: inventory
-- refresh: view
-- columns:
--   recipe_id     UUID           Recipe version
--   item_id       UUID           Menu item it makes
--   version       INTEGER        Version of the item's recipe
--   ingredient_id UUID           Ingredient
--   quantity      DECIMAL(14,3)  Base units in one portion
--   basis         VARCHAR        listed, implied, assumed or measured
SELECT
    recipe_line.recipe_id,
    raw_recipes.item_id,
    raw_recipes.version,
    recipe_line.ingredient_id,
    recipe_line.quantity,
    recipe_line.basis
FROM raw_recipe_lines AS recipe_line
INNER JOIN raw_recipes ON recipe_line.recipe_id = raw_recipes.id
