-- raw_drawer_shifts: Shifts of the cash drawers as the operational database has them.
-- grain: id
-- source: PostgreSQL drawer_shifts
-- owner: finance
-- refresh: extract
-- columns:
--   id             UUID         Shift of a drawer
--   outlet_id      VARCHAR      Outlet
--   drawer         VARCHAR      Code of the drawer
--   z_number       INTEGER      Number of the shift at its drawer
--   business_date  DATE         Business day on which it was opened
--   float_paise    BIGINT       Cash put in at the start
--   opened_by      VARCHAR      Who opened it
--   opened_at      TIMESTAMPTZ  Instant of opening
--   counted_paise  BIGINT       Cash counted at the close; NULL while it is open
--   expected_paise BIGINT       Cash that should have been there; NULL while it is open
--   closed_by      VARCHAR      Who closed it
--   closed_at      TIMESTAMPTZ  Instant of the close
--   xid            BIGINT       Transaction that wrote this version of the row
SELECT
    id,
    outlet_id,
    drawer,
    z_number,
    business_date,
    float_paise,
    opened_by,
    opened_at,
    counted_paise,
    expected_paise,
    closed_by,
    closed_at,
    xid
FROM drawer_shifts
