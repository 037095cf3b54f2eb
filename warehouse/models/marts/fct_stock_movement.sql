-- fct_stock_movement: Movements of stock.
-- grain: event_id, ingredient_id
-- source: stg_stock_movement
-- owner: inventory
-- refresh: days
-- columns:
--   event_id      UUID           Event that moved the stock
--   ingredient_id UUID           Ingredient
--   outlet_id     VARCHAR        Outlet
--   business_date DATE           Business day of the movement
--   kind          VARCHAR        OPENING, SALE, RECEIPT, WASTE, RETURN or COUNT
--   quantity      DECIMAL(14,3)  Base units, negative when they leave
--   order_id      UUID           Order behind it
--   document_id   UUID           Document behind it
--   occurred_at   TIMESTAMPTZ    Instant of the cause
SELECT
    event_id,
    ingredient_id,
    outlet_id,
    business_date,
    kind,
    quantity,
    order_id,
    document_id,
    occurred_at
FROM stg_stock_movement
SEMI JOIN build_day USING (outlet_id, business_date)
