-- stg_outlet: Outlets.
-- grain: outlet_id
-- source: raw_outlets
-- owner: operations
-- refresh: view
-- columns:
--   outlet_id    VARCHAR   Outlet
--   outlet_name  VARCHAR   Name on the door
--   zone         VARCHAR   IANA time zone of its trade
--   cutover_hour SMALLINT  Hour at which its business day begins
--   currency     VARCHAR   ISO 4217 code
--   is_demo      BOOLEAN   Whether its trade is invented
SELECT
    id AS outlet_id,
    name AS outlet_name,
    zone,
    cutover_hour,
    currency,
    is_demo
FROM raw_outlets
