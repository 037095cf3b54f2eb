-- stg_order_line: Order lines with money in rupees and the day and status of their order.
-- grain: order_line_id
-- source: raw_order_lines, raw_orders
-- owner: operations
-- refresh: view
-- columns:
--   order_line_id  UUID           Order line
--   order_id       UUID           Order
--   outlet_id      VARCHAR        Outlet
--   business_date  DATE           Business day of the order
--   order_status   VARCHAR        Present status of the order
--   line_no        INTEGER        Position in the order
--   item_id        UUID           Menu item
--   item_code      VARCHAR        Its code when it was ordered
--   item_name      VARCHAR        Its name when it was ordered
--   station        VARCHAR        Kitchen station
--   quantity       INTEGER        Portions
--   unit_price     DECIMAL(14,2)  Price of one portion before tax
--   total          DECIMAL(14,2)  Price of the line before tax
--   discount       DECIMAL(14,2)  What discounts take off the line
--   service_charge DECIMAL(14,2)  The line's share of the service charge
--   tax_included   DECIMAL(14,2)  Taxes that the price has in it already
--   tax            DECIMAL(14,2)  Central and state tax of the line
--   recipe_id      UUID           Recipe version frozen when it was ordered; NULL when the item has none
SELECT
    order_line.id AS order_line_id,
    order_line.order_id,
    order_line.outlet_id,
    raw_orders.business_date,
    raw_orders.status AS order_status,
    order_line.line_no,
    order_line.item_id,
    order_line.item_code,
    order_line.item_name,
    order_line.station,
    order_line.quantity,
    cast(order_line.unit_price_paise * 0.01 AS DECIMAL(14, 2)) AS unit_price,
    cast(order_line.total_paise * 0.01 AS DECIMAL(14, 2)) AS total,
    cast(order_line.discount_paise * 0.01 AS DECIMAL(14, 2)) AS discount,
    cast(order_line.service_charge_paise * 0.01 AS DECIMAL(14, 2)) AS service_charge,
    cast(order_line.tax_included_paise * 0.01 AS DECIMAL(14, 2)) AS tax_included,
    cast((order_line.cgst_paise + order_line.sgst_paise) * 0.01 AS DECIMAL(14, 2)) AS tax,
    order_line.recipe_id
FROM raw_order_lines AS order_line
INNER JOIN raw_orders ON order_line.order_id = raw_orders.id
WHERE order_line.voided_at IS NULL
