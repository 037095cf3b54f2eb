-- fct_settlement_line: Payments and refunds the gateway settled, joined to ours.
-- grain: settlement_id, entity_id
-- source: raw_settlement_lines
-- owner: finance
-- refresh: whole
-- columns:
--   settlement_id     VARCHAR        Settlement at the gateway
--   entity_id         VARCHAR        Payment or refund at the gateway
--   type              VARCHAR        payment, refund, transfer or adjustment
--   outlet_id         VARCHAR        Outlet; NULL when it is nothing of ours
--   business_date     DATE           Business day of the settlement
--   order_id          UUID           Order
--   payment_id        UUID           Payment of ours
--   refund_id         UUID           Refund of ours
--   amount            DECIMAL(14,2)  Amount
--   credit            DECIMAL(14,2)  What came to the bank
--   debit             DECIMAL(14,2)  What was taken off
--   fee               DECIMAL(14,2)  Fee without GST
--   fee_gst           DECIMAL(14,2)  GST on the fee
--   method            VARCHAR        card, upi, netbanking or another of the gateway's
--   entity_created_at TIMESTAMPTZ    Instant of the payment or refund
--   settled_at        TIMESTAMPTZ    Instant of the settlement
SELECT
    settlement_id,
    entity_id,
    type,
    outlet_id,
    business_date,
    order_id,
    payment_id,
    refund_id,
    cast(amount_paise * 0.01 AS DECIMAL(14, 2)) AS amount,
    cast(credit_paise * 0.01 AS DECIMAL(14, 2)) AS credit,
    cast(debit_paise * 0.01 AS DECIMAL(14, 2)) AS debit,
    cast((fee_paise - tax_paise) * 0.01 AS DECIMAL(14, 2)) AS fee,
    cast(tax_paise * 0.01 AS DECIMAL(14, 2)) AS fee_gst,
    method,
    entity_created_at,
    settled_at
FROM raw_settlement_lines
