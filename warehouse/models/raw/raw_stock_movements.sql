-- raw_stock_movements: The stock ledger as the operational database has it.
-- grain: event_id, ingredient_id
-- source: PostgreSQL stock_movements
-- owner: inventory
-- refresh: extract
-- columns:
--   event_id      UUID           Event that moved the stock
--   ingredient_id UUID           Ingredient
--   outlet_id     VARCHAR        Outlet
--   kind          VARCHAR        OPENING, SALE, RECEIPT, WASTE, RETURN or COUNT
--   quantity      DECIMAL(14,3)  Base units, negative when they leave
--   order_id      UUID           Order behind it
--   document_id   UUID           Document behind it
--   business_date DATE           Business day of the movement
--   occurred_at   TIMESTAMPTZ    Instant of the cause
--   xid           BIGINT         Transaction that wrote this version of the row
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
    xid
FROM stock_movements
