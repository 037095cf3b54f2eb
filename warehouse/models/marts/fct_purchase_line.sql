-- fct_purchase_line: Lines of orders to suppliers, what came of them and when.
-- grain: purchase_line_id
-- source: raw_purchase_lines
-- owner: inventory
-- refresh: whole
-- columns:
--   purchase_line_id  UUID           Line
--   purchase_order_id UUID           Order to a supplier
--   outlet_id         VARCHAR        Outlet
--   supplier_id       UUID           Supplier
--   ingredient_id     UUID           Ingredient
--   order_number      VARCHAR        Number of the order
--   order_status      VARCHAR        DRAFT, APPROVED, SENT, PARTLY_RECEIVED, RECEIVED, CLOSED or CANCELLED
--   source            VARCHAR        MANUAL, or REORDER when the forecast wrote it
--   ordered           DECIMAL(18,3)  Base units ordered
--   received          DECIMAL(18,3)  Base units that came
--   to_come           DECIMAL(18,3)  Base units still to come; 0 while nobody has approved it
--   net               DECIMAL(14,2)  What the line costs without tax
--   sent_on           DATE           Day on which the supplier was told, NULL before
--   expected_on       DATE           Day on which it should come
--   first_received_on DATE           Day on which something of the order came first, NULL before
SELECT
    id AS purchase_line_id,
    order_id AS purchase_order_id,
    outlet_id,
    supplier_id,
    ingredient_id,
    number AS order_number,
    status AS order_status,
    source,
    packs * pack_size AS ordered,
    received_packs * pack_size AS received,
    CASE
        WHEN status IN ('APPROVED', 'SENT', 'PARTLY_RECEIVED')
            THEN greatest(packs - received_packs - short_packs, 0) * pack_size
        ELSE 0
    END AS to_come,
    cast(net_paise * 0.01 AS DECIMAL(14, 2)) AS net,
    sent_on,
    expected_on,
    first_received_on
FROM raw_purchase_lines
