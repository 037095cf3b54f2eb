-- mart_sales_item: Sales of completed orders by business day and item.
-- grain: outlet_id, business_date, item_id
-- source: fct_order_line
-- owner: finance
-- refresh: days
-- columns:
--   outlet_id     VARCHAR        Outlet
--   business_date DATE           Business day on which the orders were placed
--   item_id       UUID           Menu item
--   item_code     VARCHAR        Its code as the day's last line by order line has it
--   item_name     VARCHAR        Its name as that line has it
--   orders        BIGINT         Orders with it
--   portions      BIGINT         Portions sold
--   gross         DECIMAL(14,2)  Their price as on the menu
--   discount      DECIMAL(14,2)  What discounts took off it
--   net           DECIMAL(14,2)  gross less discount and less taxes in the price; without service charge
--   tax           DECIMAL(14,2)  Central and state tax
SELECT
    outlet_id,
    business_date,
    item_id,
    max_by(item_code, order_line_id) AS item_code,
    max_by(item_name, order_line_id) AS item_name,
    count(DISTINCT order_id) AS orders,
    sum(quantity) AS portions,
    sum(total) AS gross,
    sum(discount) AS discount,
    sum(total - discount - tax_included) AS net,
    sum(tax) AS tax
FROM fct_order_line
SEMI JOIN build_day USING (outlet_id, business_date)
WHERE order_status = 'COMPLETED'
GROUP BY outlet_id, business_date, item_id
