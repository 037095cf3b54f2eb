-- raw_recipe_lines: Ingredients of recipe versions as the operational database has them.
-- grain: recipe_id, ingredient_id
-- source: PostgreSQL recipe_lines
-- owner: inventory
-- refresh: extract
-- columns:
--   recipe_id     UUID           Recipe version
--   ingredient_id UUID           Ingredient
--   quantity      DECIMAL(14,3)  Base units in one portion
--   basis         VARCHAR        listed, implied, assumed or measured
--   xid           BIGINT         Transaction that wrote this version of the row
SELECT
    recipe_id,
    ingredient_id,
    quantity,
    basis,
    xid
FROM recipe_lines
