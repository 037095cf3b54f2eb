-- raw_purchase_lines: Lines of orders to suppliers as the operational database has them.
-- grain: id
-- source: PostgreSQL purchase_order_lines
-- owner: inventory
-- refresh: snapshot
-- columns:
--   id                UUID           Line
--   order_id          UUID           Order to a supplier
--   outlet_id         VARCHAR        Outlet
--   supplier_id       UUID           Supplier
--   ingredient_id     UUID           Ingredient
--   number            VARCHAR        Number of the order
--   status            VARCHAR        Status of the order
--   source            VARCHAR        MANUAL, or REORDER when the forecast wrote it
--   packs             DECIMAL(14,3)  Packs ordered
--   pack_size         DECIMAL(14,3)  Base units in a pack
--   received_packs    DECIMAL(14,3)  Packs that came
--   short_packs       DECIMAL(14,3)  Packs that will not come
--   net_paise         BIGINT         What the line costs without tax
--   sent_at           TIMESTAMPTZ    Instant at which the supplier was told
--   sent_on           DATE           Day of it at the outlet
--   expected_on       DATE           Day on which it should come
--   first_received_on DATE           Day on which something of the order came first
SELECT
    line.id,
    line.order_id,
    purchase.outlet_id,
    purchase.supplier_id,
    line.ingredient_id,
    purchase.number,
    purchase.status,
    line.source,
    line.packs,
    line.pack_size,
    line.received_packs,
    line.short_packs,
    line.net_paise,
    purchase.sent_at,
    cast(purchase.sent_at AT TIME ZONE outlet.zone AS date) AS sent_on,
    line.expected_on,
    (
        SELECT cast(min(receipt.received_at) AT TIME ZONE outlet.zone AS date)
        FROM goods_receipts AS receipt
        WHERE receipt.order_id = purchase.id AND receipt.document_id IS NOT NULL
    ) AS first_received_on
FROM purchase_order_lines AS line
INNER JOIN purchase_orders AS purchase ON line.order_id = purchase.id
INNER JOIN outlets AS outlet ON purchase.outlet_id = outlet.id
