-- raw_orders: Orders as the operational database has them.
-- grain: id
-- source: PostgreSQL orders
-- owner: operations
-- refresh: extract
-- columns:
--   id                   UUID         Order
--   outlet_id            VARCHAR      Outlet
--   number               INTEGER      Number of the order in its business day
--   business_date        DATE         Business day on which it was placed
--   order_type           VARCHAR      DINE_IN, TAKEAWAY or DELIVERY
--   table_label          VARCHAR      Table, empty when there is none
--   status               VARCHAR      Present status
--   currency             VARCHAR      ISO 4217 code
--   subtotal_paise       BIGINT       Sum of the lines before tax
--   discount_paise       BIGINT       What discounts take off
--   service_charge_paise BIGINT       Service charge
--   tax_included_paise   BIGINT       Taxes that the prices have in them already
--   cgst_paise           BIGINT       Central tax
--   sgst_paise           BIGINT       State tax
--   round_off_paise      BIGINT       Rounding to the whole rupee
--   total_paise          BIGINT       What the guest owes
--   settled_paise        BIGINT       What completed payments cover
--   refunded_paise       BIGINT       What was given back
--   source               VARCHAR      live, or import:<name>
--   placed_at            TIMESTAMPTZ  Instant of placing
--   completed_at         TIMESTAMPTZ  Instant of completion
--   cancelled_at         TIMESTAMPTZ  Instant of cancellation
--   xid                  BIGINT       Transaction that wrote this version of the row
SELECT
    id,
    outlet_id,
    number,
    business_date,
    order_type,
    table_label,
    status,
    currency,
    subtotal_paise,
    discount_paise,
    service_charge_paise,
    tax_included_paise,
    cgst_paise,
    sgst_paise,
    round_off_paise,
    total_paise,
    settled_paise,
    refunded_paise,
    source,
    placed_at,
    completed_at,
    cancelled_at,
    xid
FROM orders
