-- stg_stock_movement: The stock ledger.
-- grain: event_id, ingredient_id
-- source: raw_stock_movements
-- owner: inventory
-- refresh: view
-- columns:
--   event_id       UUID           Event that moved the stock
--   ingredient_id  UUID           Ingredient
--   outlet_id      VARCHAR        Outlet
--   business_date  DATE           Business day of the movement
--   kind           VARCHAR        SALE, or the kind of the document
--   quantity       DECIMAL(14,3)  Base units, negative when they leave
--   order_id       UUID           Order behind it
--   document_id    UUID           Document behind it
--   occurred_at    TIMESTAMPTZ    Instant of the cause
--   value          DECIMAL(18,6)  Rupees that the worth of the stock changed by; the cost of a sale, negative
--   short          DECIMAL(14,3)  Base units that left without being there
--   revalued       DECIMAL(18,6)  Part of value: a shortfall that was guessed dearer or cheaper than it came
--   cost_estimated BOOLEAN        Nobody said what came in cost, or what left was not there
SELECT
    event_id,
    ingredient_id,
    outlet_id,
    business_date,
    kind,
    quantity,
    order_id,
    document_id,
    occurred_at,
    cast(value_paise * 0.01 AS DECIMAL(18, 6)) AS value,
    short,
    cast(revalued_paise * 0.01 AS DECIMAL(18, 6)) AS revalued,
    cost_estimated
FROM raw_stock_movements
