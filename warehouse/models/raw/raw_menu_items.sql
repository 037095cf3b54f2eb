-- raw_menu_items: Menu items as the operational database has them.
-- grain: id
-- source: PostgreSQL menu_items
-- owner: menu
-- refresh: extract
-- columns:
--   id          UUID     Menu item
--   outlet_id   VARCHAR  Outlet
--   category_id UUID     Its category
--   code        VARCHAR  Code, unique in the outlet
--   name        VARCHAR  Name on the menu
--   variant     VARCHAR  Size or kind, empty when there is one only
--   price_paise BIGINT   Price before tax, in paise
--   tax_rate_bp INTEGER  Tax rate in basis points
--   station     VARCHAR  Kitchen station that makes it
--   available   BOOLEAN  Whether it can be ordered now
--   xid         BIGINT   Transaction that wrote this version of the row
SELECT
    id,
    outlet_id,
    category_id,
    code,
    name,
    variant,
    price_paise,
    tax_rate_bp,
    station,
    available,
    xid
FROM menu_items
