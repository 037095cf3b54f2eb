-- mart_sales_channel: Sales of completed orders by business day and channel.
-- grain: outlet_id, business_date, order_type
-- source: fct_order
-- owner: finance
-- refresh: days
-- columns:
--   outlet_id     VARCHAR        Outlet
--   business_date DATE           Business day on which the orders were placed
--   order_type    VARCHAR        DINE_IN, TAKEAWAY or DELIVERY
--   orders        BIGINT         Completed orders
--   net           DECIMAL(14,2)  Before tax, after discounts; without service charge
--   gross         DECIMAL(14,2)  What their guests owed, tax, service charge and rounding included
--   tax           DECIMAL(14,2)  Central and state tax in gross
SELECT
    fct_order.outlet_id,
    fct_order.business_date,
    fct_order.order_type,
    count(*) AS orders,
    sum(fct_order.subtotal - fct_order.discount - fct_order.tax_included) AS net,
    sum(fct_order.total) AS gross,
    sum(fct_order.cgst + fct_order.sgst) AS tax
FROM fct_order
SEMI JOIN build_day USING (outlet_id, business_date)
WHERE fct_order.status = 'COMPLETED'
GROUP BY fct_order.outlet_id, fct_order.business_date, fct_order.order_type
