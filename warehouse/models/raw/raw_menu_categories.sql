-- raw_menu_categories: Menu categories as the operational database has them.
-- grain: id
-- source: PostgreSQL menu_categories
-- owner: menu
-- refresh: extract
-- columns:
--   id        UUID     Category
--   outlet_id VARCHAR  Outlet
--   code      VARCHAR  Code, unique in the outlet
--   name      VARCHAR  Name on the menu
--   xid       BIGINT   Transaction that wrote this version of the row
SELECT
    id,
    outlet_id,
    code,
    name,
    xid
FROM menu_categories
