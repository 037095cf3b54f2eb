-- mart_sales_hour: Sales of completed orders by business day and hour of placing.
-- grain: outlet_id, business_date, hour
-- source: fct_order, stg_outlet
-- owner: finance
-- refresh: days
-- columns:
--   outlet_id     VARCHAR        Outlet
--   business_date DATE           Business day on which the orders were placed
--   hour          BIGINT         Hour of the outlet's clock, 0 to 23
--   orders        BIGINT         Completed orders
--   net           DECIMAL(14,2)  Before tax, after discounts; without service charge
--   gross         DECIMAL(14,2)  What their guests owed, tax, service charge and rounding included
--   tax           DECIMAL(14,2)  Central and state tax in gross
SELECT
    fct_order.outlet_id,
    fct_order.business_date,
    extract('hour' FROM fct_order.placed_at AT TIME ZONE stg_outlet.zone) AS hour,
    count(*) AS orders,
    sum(fct_order.subtotal - fct_order.discount - fct_order.tax_included) AS net,
    sum(fct_order.total) AS gross,
    sum(fct_order.cgst + fct_order.sgst) AS tax
FROM fct_order
SEMI JOIN build_day USING (outlet_id, business_date)
INNER JOIN stg_outlet ON fct_order.outlet_id = stg_outlet.outlet_id
WHERE fct_order.status = 'COMPLETED'
GROUP BY ALL
