-- raw_ledger_transactions: Transactions of the double-entry ledger as the operational database has them.
-- grain: id
-- source: PostgreSQL ledger_transactions
-- owner: finance
-- refresh: extract
-- columns:
--   id             UUID         Transaction
--   kind           VARCHAR      PAYMENT, REFUND, DRAWER or SETTLEMENT
--   source_id      VARCHAR      Payment, refund, drawer movement or settlement line it books
--   outlet_id      VARCHAR      Outlet; NULL for what the gateway settled and no outlet knows
--   order_id       UUID         Order
--   payment_id     UUID         Payment
--   payment_method VARCHAR      Method of the payment; UNKNOWN when not recorded
--   business_date  DATE         Business day it counts for
--   occurred_at    TIMESTAMPTZ  Instant from which it was known
--   xid            BIGINT       Transaction that wrote this version of the row
SELECT
    id,
    kind,
    source_id,
    outlet_id,
    order_id,
    payment_id,
    payment_method,
    business_date,
    occurred_at,
    xid
FROM ledger_transactions
