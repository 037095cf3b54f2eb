-- stg_offer: Which supplier's item an ingredient would be bought as, and how that supplier delivers.
-- grain: ingredient_id
-- source: raw_supplier_items, dim_supplier
-- owner: inventory
-- refresh: view
-- columns:
--   ingredient_id     UUID           Ingredient
--   supplier_item_id  UUID           The preferred item, else the cheapest for its content
--   pack_size         DECIMAL(14,3)  Base units in a pack
--   minimum_packs     DECIMAL(14,3)  Fewest packs they sell
--   packs_multiple    DECIMAL(14,3)  Steps in which they sell packs
--   price             DECIMAL(14,2)  Price of a pack today without tax, NULL before the first
--   supplier_id       UUID           Supplier
--   supplier_name     VARCHAR        Their name
--   minimum_order     DECIMAL(14,2)  What they deliver for at least, without tax
--   lead_time_days    SMALLINT       Days from order to delivery, as told
--   delivery_weekdays VARCHAR        Days on which they deliver, Monday 1; empty is every day
--   review_days       SMALLINT       An order must last until the delivery of the one after so many days
--   late_days         DECIMAL(6,2)   How much later than promised they come on average
--   spread_days       DECIMAL(6,2)   Standard deviation of that
SELECT
    item.ingredient_id,
    item.id AS supplier_item_id,
    item.pack_size,
    item.minimum_packs,
    item.packs_multiple,
    cast(item.price_paise * 0.01 AS DECIMAL(14, 2)) AS price,
    supplier.supplier_id,
    supplier.supplier_name,
    supplier.minimum_order,
    supplier.lead_time_days,
    supplier.delivery_weekdays,
    supplier.review_days,
    supplier.late_days,
    supplier.spread_days
FROM raw_supplier_items AS item
INNER JOIN dim_supplier AS supplier ON item.supplier_id = supplier.supplier_id
WHERE NOT item.is_retired AND NOT supplier.is_retired
QUALIFY row_number() OVER (
    PARTITION BY item.ingredient_id
    ORDER BY
        item.is_preferred DESC,
        item.price_paise / item.pack_size ASC NULLS LAST,
        item.id ASC
) = 1
