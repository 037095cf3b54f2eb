-- mart_daily_sales: Sales of completed orders by business day.
-- grain: outlet_id, business_date
-- source: fct_order, fct_order_line
-- owner: finance
-- refresh: days
-- columns:
--   outlet_id      VARCHAR        Outlet
--   business_date  DATE           Business day on which the orders were placed
--   orders         BIGINT         Completed orders
--   gross          DECIMAL(14,2)  What their guests owed, tax and rounding included
--   discount       DECIMAL(14,2)  What discounts took off before it
--   service_charge DECIMAL(14,2)  Service charge in it
--   tax            DECIMAL(14,2)  Central and state tax in it
--   items          BIGINT         Portions sold
WITH portions AS (
    SELECT
        order_id,
        sum(quantity) AS items
    FROM fct_order_line
    SEMI JOIN build_day USING (outlet_id, business_date)
    GROUP BY order_id
)

SELECT
    fct_order.outlet_id,
    fct_order.business_date,
    count(*) AS orders,
    sum(fct_order.total) AS gross,
    sum(fct_order.discount) AS discount,
    sum(fct_order.service_charge) AS service_charge,
    sum(fct_order.cgst + fct_order.sgst) AS tax,
    coalesce(sum(portions.items), 0) AS items
FROM fct_order
SEMI JOIN build_day USING (outlet_id, business_date)
LEFT JOIN portions ON fct_order.order_id = portions.order_id
WHERE fct_order.status = 'COMPLETED'
GROUP BY fct_order.outlet_id, fct_order.business_date
