-- dim_item: Menu items as they are now.
-- grain: item_id
-- source: raw_menu_items, raw_menu_categories
-- owner: menu
-- refresh: whole
-- columns:
--   item_id       UUID           Menu item
--   outlet_id     VARCHAR        Outlet
--   item_code     VARCHAR        Code, unique in the outlet
--   item_name     VARCHAR        Name on the menu
--   variant       VARCHAR        Size or kind, empty when there is one only
--   category_code VARCHAR        Code of its category
--   category_name VARCHAR        Name of its category
--   station       VARCHAR        Kitchen station that makes it
--   price         DECIMAL(14,2)  Price before tax
--   tax_rate      DECIMAL(6,4)   Tax rate as a fraction
--   available     BOOLEAN        Whether it could be ordered when the data was read
SELECT
    item.id AS item_id,
    item.outlet_id,
    item.code AS item_code,
    item.name AS item_name,
    item.variant,
    category.code AS category_code,
    category.name AS category_name,
    item.station,
    cast(item.price_paise * 0.01 AS DECIMAL(14, 2)) AS price,
    cast(item.tax_rate_bp * 0.0001 AS DECIMAL(6, 4)) AS tax_rate,
    item.available
FROM raw_menu_items AS item
INNER JOIN raw_menu_categories AS category ON item.category_id = category.id
