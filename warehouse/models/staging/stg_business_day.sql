-- stg_business_day: Business days on which anything happened.
-- grain: outlet_id, business_date
-- source: raw_orders, raw_payments, raw_refunds, raw_stock_movements, raw_ledger_transactions, stg_till_day
-- owner: operations
-- refresh: view
-- columns:
--   outlet_id     VARCHAR  Outlet
--   business_date DATE     Business day
SELECT
    outlet_id,
    business_date
FROM raw_orders
UNION
SELECT
    outlet_id,
    business_date
FROM raw_payments
UNION
SELECT
    outlet_id,
    business_date
FROM raw_refunds
UNION
SELECT
    outlet_id,
    business_date
FROM raw_stock_movements
UNION
SELECT
    outlet_id,
    business_date
FROM raw_ledger_transactions
WHERE outlet_id IS NOT NULL
UNION
SELECT
    outlet_id,
    business_date
FROM stg_till_day
