-- raw_settlement_lines: Payments and refunds in the gateway's settlements.
-- grain: settlement_id, entity_id
-- source: PostgreSQL settlement_lines
-- owner: finance
-- refresh: extract
-- columns:
--   settlement_id     VARCHAR      Settlement
--   entity_id         VARCHAR      Payment or refund at the gateway
--   type              VARCHAR      payment, refund, transfer or adjustment
--   outlet_id         VARCHAR      Outlet; NULL when it is nothing of ours
--   order_id          UUID         Order
--   payment_id        UUID         Payment of ours
--   refund_id         UUID         Refund of ours
--   amount_paise      BIGINT       Amount
--   credit_paise      BIGINT       What came to the bank
--   debit_paise       BIGINT       What was taken off
--   fee_paise         BIGINT       Fee, GST included
--   tax_paise         BIGINT       GST in it
--   method            VARCHAR      card, upi, netbanking or another of the gateway's
--   entity_created_at TIMESTAMPTZ  Instant of the payment or refund
--   settled_at        TIMESTAMPTZ  Instant of the settlement
--   business_date     DATE         Business day of the settlement
--   xid               BIGINT       Transaction that wrote this version of the row
SELECT
    settlement_id,
    entity_id,
    type,
    outlet_id,
    order_id,
    payment_id,
    refund_id,
    amount_paise,
    credit_paise,
    debit_paise,
    fee_paise,
    tax_paise,
    method,
    entity_created_at,
    settled_at,
    business_date,
    xid
FROM settlement_lines
