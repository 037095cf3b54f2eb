-- raw_stock_movements: The stock ledger as the operational database has it.
-- grain: event_id, ingredient_id
-- source: PostgreSQL stock_movements
-- owner: inventory
-- refresh: extract
-- columns:
--   event_id       UUID           Event that moved the stock
--   ingredient_id  UUID           Ingredient
--   outlet_id      VARCHAR        Outlet
--   kind           VARCHAR        SALE, or the kind of the document
--   quantity       DECIMAL(14,3)  Base units, negative when they leave
--   order_id       UUID           Order behind it
--   document_id    UUID           Document behind it
--   business_date  DATE           Business day of the movement
--   occurred_at    TIMESTAMPTZ    Instant of the cause
--   value_paise    DECIMAL(18,4)  What the worth of the stock changed by, in paise
--   short          DECIMAL(14,3)  Base units that left without being there
--   revalued_paise DECIMAL(18,4)  Part of it: a shortfall that was guessed dearer or cheaper than it came
--   cost_estimated BOOLEAN        Nobody said what came in cost, or what left was not there
--   xid            BIGINT         Transaction that wrote this version of the row
SELECT
    event_id,
    ingredient_id,
    outlet_id,
    kind,
    quantity,
    order_id,
    document_id,
    business_date,
    occurred_at,
    value_paise,
    short,
    revalued_paise,
    cost_estimated,
    xid
FROM stock_movements
