-- raw_order_lines: Order lines as the operational database has them.
-- grain: id
-- source: PostgreSQL order_lines
-- owner: operations
-- refresh: extract
-- columns:
--   id                   UUID         Order line
--   order_id             UUID         Order
--   outlet_id            VARCHAR      Outlet
--   line_no              INTEGER      Position in the order
--   item_id              UUID         Menu item
--   item_code            VARCHAR      Its code when it was ordered
--   item_name            VARCHAR      Its name when it was ordered
--   station              VARCHAR      Kitchen station
--   quantity             INTEGER      Portions
--   unit_price_paise     BIGINT       Price of one portion before tax
--   total_paise          BIGINT       Price of the line before tax
--   discount_paise       BIGINT       What discounts take off the line
--   service_charge_paise BIGINT       The line's share of the service charge
--   tax_included_paise   BIGINT       Taxes that the price has in it already
--   cgst_paise           BIGINT       Central tax
--   sgst_paise           BIGINT       State tax
--   recipe_id            UUID         Recipe version frozen when it was ordered
--   modifiers            VARCHAR      What was chosen with it, as JSON
--   ingredients          VARCHAR      What that changes of the recipe in one portion, as JSON
--   voided_at            TIMESTAMPTZ  Instant at which it was voided; it costs nothing then
--   xid                  BIGINT       Transaction that wrote this version of the row
SELECT
    id,
    order_id,
    outlet_id,
    line_no,
    item_id,
    item_code,
    item_name,
    station,
    quantity,
    unit_price_paise,
    total_paise,
    discount_paise,
    service_charge_paise,
    tax_included_paise,
    cgst_paise,
    sgst_paise,
    recipe_id,
    modifiers,
    ingredients,
    voided_at,
    xid
FROM order_lines
