-- raw_ingredients: Ingredients as the operational database has them.
-- grain: id
-- source: PostgreSQL ingredients
-- owner: inventory
-- refresh: extract
-- columns:
--   id              UUID           Ingredient
--   outlet_id       VARCHAR        Outlet
--   code            VARCHAR        Code, unique in the outlet
--   name            VARCHAR        Name
--   unit            VARCHAR        Base unit: g, ml or pc
--   reorder_level   DECIMAL(14,3)  Stock at which the outlet wants to be warned
--   pack_size       DECIMAL(14,3)  Base units in the pack the supplier sells
--   lead_time_days  SMALLINT       Days from order to delivery
--   unit_cost_paise DECIMAL(14,4)  Cost of one base unit in paise, NULL when unknown
--   supplier        VARCHAR        Supplier
--   shelf_life_days SMALLINT       Days a delivery keeps, NULL when it keeps
--   service_percent SMALLINT       Part of deliveries until which it should last, NULL when costs decide
--   xid             BIGINT         Transaction that wrote this version of the row
SELECT
    id,
    outlet_id,
    code,
    name,
    unit,
    reorder_level,
    pack_size,
    lead_time_days,
    unit_cost_paise,
    supplier,
    shelf_life_days,
    service_percent,
    xid
FROM ingredients
