-- mart_cash_difference: Cash over and short by business day and drawer, of the shifts that are closed.
-- grain: outlet_id, business_date, drawer
-- source: fct_cash_session
-- owner: finance
-- refresh: days
-- columns:
--   outlet_id     VARCHAR        Outlet
--   business_date DATE           Business day on which the shifts were opened
--   drawer        VARCHAR        Code of the drawer
--   sessions      BIGINT         Closed shifts
--   expected      DECIMAL(14,2)  Cash that should have been there
--   counted       DECIMAL(14,2)  Cash counted
--   over          DECIMAL(14,2)  Differences of the shifts that had too much
--   short         DECIMAL(14,2)  Differences of the shifts that had too little, as a positive amount
SELECT
    outlet_id,
    business_date,
    drawer,
    count(*) AS sessions,
    sum(expected) AS expected,
    sum(counted) AS counted,
    sum(greatest(difference, 0)) AS over,
    sum(greatest(-difference, 0)) AS short
FROM fct_cash_session
SEMI JOIN build_day USING (outlet_id, business_date)
WHERE closed_at IS NOT NULL
GROUP BY outlet_id, business_date, drawer
