-- fct_order_line: Order lines, with the day and status of their order.
-- grain: order_line_id
-- source: stg_order_line
-- owner: operations
-- refresh: days
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
    order_line_id,
    order_id,
    outlet_id,
    business_date,
    order_status,
    line_no,
    item_id,
    item_code,
    item_name,
    station,
    quantity,
    unit_price,
    total,
    discount,
    service_charge,
    tax_included,
    tax,
    recipe_id
FROM stg_order_line
SEMI JOIN build_day USING (outlet_id, business_date)
