-- dim_outlet: Outlets.
-- grain: outlet_id
-- source: stg_outlet
-- owner: operations
-- refresh: whole
-- columns:
--   outlet_id    VARCHAR   Outlet
--   outlet_name  VARCHAR   Name on the door
--   zone         VARCHAR   IANA time zone of its trade
--   cutover_hour SMALLINT  Hour at which its business day begins
--   currency     VARCHAR   ISO 4217 code
--   is_demo      BOOLEAN   Whether its trade is invented
SELECT
    outlet_id,
    outlet_name,
    zone,
    cutover_hour,
    currency,
    is_demo
FROM stg_outlet
