-- raw_transfers_coming: What is on its way from other outlets as the operational database has it.
-- grain: ingredient_id
-- source: PostgreSQL transfer_lines
-- owner: inventory
-- refresh: snapshot
-- columns:
--   ingredient_id UUID           Ingredient of the receiver
--   outlet_id     VARCHAR        Outlet that will receive it
--   in_transit    DECIMAL(14,3)  Base units on their way
SELECT
    ingredient.id AS ingredient_id,
    transfer.to_outlet AS outlet_id,
    cast(sum(line.dispatched) AS numeric(14, 3)) AS in_transit
FROM transfers AS transfer
INNER JOIN transfer_lines AS line ON transfer.id = line.transfer_id
INNER JOIN ingredients AS ingredient
    ON transfer.to_outlet = ingredient.outlet_id AND line.ingredient_code = ingredient.code
WHERE transfer.status = 'DISPATCHED'
GROUP BY ingredient.id, transfer.to_outlet
