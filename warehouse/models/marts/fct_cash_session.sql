-- fct_cash_session: Shifts of the cash drawers with what was counted and what should have been there.
-- grain: cash_session_id
-- source: raw_drawer_shifts
-- owner: finance
-- refresh: days
-- columns:
--   cash_session_id UUID           Shift of a drawer
--   outlet_id       VARCHAR        Outlet
--   business_date   DATE           Business day on which it was opened
--   drawer          VARCHAR        Code of the drawer
--   z_number        INTEGER        Number of the shift at its drawer
--   opening_float   DECIMAL(14,2)  Cash put in at the start
--   expected        DECIMAL(14,2)  Cash that should have been there at the close; NULL while it is open
--   counted         DECIMAL(14,2)  Cash counted at the close; NULL while it is open
--   difference      DECIMAL(14,2)  counted less expected: over when positive, short when negative
--   opened_by       VARCHAR        Who opened it
--   opened_at       TIMESTAMPTZ    Instant of opening
--   closed_by       VARCHAR        Who closed it
--   closed_at       TIMESTAMPTZ    Instant of the close
SELECT
    id AS cash_session_id,
    outlet_id,
    business_date,
    drawer,
    z_number,
    cast(float_paise * 0.01 AS DECIMAL(14, 2)) AS opening_float,
    cast(expected_paise * 0.01 AS DECIMAL(14, 2)) AS expected,
    cast(counted_paise * 0.01 AS DECIMAL(14, 2)) AS counted,
    cast((counted_paise - expected_paise) * 0.01 AS DECIMAL(14, 2)) AS difference,
    opened_by,
    opened_at,
    closed_by,
    closed_at
FROM raw_drawer_shifts
SEMI JOIN build_day USING (outlet_id, business_date)
