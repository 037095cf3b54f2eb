-- raw_recipes: Recipe versions as the operational database has them.
-- grain: id
-- source: PostgreSQL recipes
-- owner: inventory
-- refresh: extract
-- columns:
--   id          UUID         Recipe version
--   outlet_id   VARCHAR      Outlet
--   item_id     UUID         Menu item it makes
--   version     INTEGER      Version of the item's recipe
--   active_from TIMESTAMPTZ  Instant from which orders freeze this version
--   xid         BIGINT       Transaction that wrote this version of the row
SELECT
    id,
    outlet_id,
    item_id,
    version,
    active_from,
    xid
FROM recipes
