-- raw_outlets: Outlets as the operational database has them.
-- grain: id
-- source: PostgreSQL outlets
-- owner: operations
-- refresh: extract
-- columns:
--   id           VARCHAR   Outlet
--   name         VARCHAR   Name on the door
--   zone         VARCHAR   IANA time zone of its trade
--   cutover_hour SMALLINT  Hour at which its business day begins
--   currency     VARCHAR   ISO 4217 code
--   is_demo      BOOLEAN   Whether its trade is invented
--   xid          BIGINT    Transaction that wrote this version of the row
SELECT
    id,
    name,
    zone,
    cutover_hour,
    currency,
    is_demo,
    xid
FROM outlets
