-- stg_order: Orders with money in rupees.
-- grain: order_id
-- source: raw_orders
-- owner: operations
-- refresh: view
-- columns:
--   order_id       UUID           Order
--   outlet_id      VARCHAR        Outlet
--   business_date  DATE           Business day on which it was placed
--   number         INTEGER        Number of the order in its business day
--   order_type     VARCHAR        DINE_IN, TAKEAWAY or DELIVERY
--   table_label    VARCHAR        Table, empty when there is none
--   status         VARCHAR        Present status
--   source         VARCHAR        live, or import:<name>
--   currency       VARCHAR        ISO 4217 code
--   subtotal       DECIMAL(14,2)  Sum of the lines before tax
--   discount       DECIMAL(14,2)  What discounts take off
--   service_charge DECIMAL(14,2)  Service charge
--   tax_included   DECIMAL(14,2)  Taxes that the prices have in them already
--   cgst           DECIMAL(14,2)  Central tax
--   sgst           DECIMAL(14,2)  State tax
--   round_off      DECIMAL(14,2)  Rounding to the whole rupee
--   total          DECIMAL(14,2)  What the guest owes
--   settled        DECIMAL(14,2)  What completed payments cover
--   refunded       DECIMAL(14,2)  What was given back
--   placed_at      TIMESTAMPTZ    Instant of placing
--   completed_at   TIMESTAMPTZ    Instant of completion
--   cancelled_at   TIMESTAMPTZ    Instant of cancellation
SELECT
    id AS order_id,
    outlet_id,
    business_date,
    number,
    order_type,
    table_label,
    status,
    source,
    currency,
    cast(subtotal_paise * 0.01 AS DECIMAL(14, 2)) AS subtotal,
    cast(discount_paise * 0.01 AS DECIMAL(14, 2)) AS discount,
    cast(service_charge_paise * 0.01 AS DECIMAL(14, 2)) AS service_charge,
    cast(tax_included_paise * 0.01 AS DECIMAL(14, 2)) AS tax_included,
    cast(cgst_paise * 0.01 AS DECIMAL(14, 2)) AS cgst,
    cast(sgst_paise * 0.01 AS DECIMAL(14, 2)) AS sgst,
    cast(round_off_paise * 0.01 AS DECIMAL(14, 2)) AS round_off,
    cast(total_paise * 0.01 AS DECIMAL(14, 2)) AS total,
    cast(settled_paise * 0.01 AS DECIMAL(14, 2)) AS settled,
    cast(refunded_paise * 0.01 AS DECIMAL(14, 2)) AS refunded,
    placed_at,
    completed_at,
    cancelled_at
FROM raw_orders
