-- raw_supplier_items: What suppliers sell, with the price of the day, as the operational database has it.
-- grain: id
-- source: PostgreSQL supplier_items
-- owner: inventory
-- refresh: snapshot
-- columns:
--   id             UUID           Supplier's item
--   outlet_id      VARCHAR        Outlet
--   supplier_id    UUID           Supplier
--   ingredient_id  UUID           Ingredient
--   code           VARCHAR        Supplier's code
--   name           VARCHAR        Name
--   pack_size      DECIMAL(14,3)  Base units in a pack
--   minimum_packs  DECIMAL(14,3)  Fewest packs they sell
--   packs_multiple DECIMAL(14,3)  Steps in which they sell packs
--   is_preferred   BOOLEAN        Whether it is bought before others
--   is_retired     BOOLEAN        Whether it is ordered no more
--   price_paise    BIGINT         Price of a pack today without tax, NULL before the first
SELECT
    item.id,
    item.outlet_id,
    item.supplier_id,
    item.ingredient_id,
    item.code,
    item.name,
    item.pack_size,
    item.minimum_packs,
    item.packs_multiple,
    item.preferred AS is_preferred,
    item.retired_at IS NOT NULL AS is_retired,
    (
        SELECT price.price_paise FROM supplier_prices AS price
        WHERE
            price.supplier_item_id = item.id
            AND price.valid_from <= cast(now() AT TIME ZONE outlet.zone AS date)
        ORDER BY price.valid_from DESC, price.recorded_at DESC, price.id DESC
        LIMIT 1
    ) AS price_paise
FROM supplier_items AS item
INNER JOIN outlets AS outlet ON item.outlet_id = outlet.id
