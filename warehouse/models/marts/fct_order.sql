-- fct_order: Orders, in whatever status they are.
-- grain: order_id
-- source: stg_order
-- owner: operations
-- refresh: days
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
    order_id,
    outlet_id,
    business_date,
    number,
    order_type,
    table_label,
    status,
    source,
    currency,
    subtotal,
    discount,
    service_charge,
    tax_included,
    cgst,
    sgst,
    round_off,
    total,
    settled,
    refunded,
    placed_at,
    completed_at,
    cancelled_at
FROM stg_order
SEMI JOIN build_day USING (outlet_id, business_date)
