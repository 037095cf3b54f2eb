-- mart_settlement: What the payment gateway transferred, by settlement, outlet and its business day.
-- grain: settlement_id, outlet_id
-- source: fct_settlement_line, raw_settlements, raw_settlement_exceptions
-- owner: finance
-- refresh: whole
-- columns:
--   settlement_id   VARCHAR        Settlement at the gateway
--   outlet_id       VARCHAR        Outlet; UNKNOWN for lines that are nothing of ours
--   business_date   DATE           Business day of the settlement
--   utr             VARCHAR        Reference of the bank transfer
--   payment_count   BIGINT         Payments in it
--   refund_count    BIGINT         Refunds in it
--   gross           DECIMAL(14,2)  Amount of the payments
--   refunds         DECIMAL(14,2)  Amount of the refunds
--   fee             DECIMAL(14,2)  Fees without GST
--   fee_gst         DECIMAL(14,2)  GST on the fees
--   net             DECIMAL(14,2)  What came to the bank
--   open_exceptions BIGINT         Differences of this settlement that nobody has resolved
SELECT
    line.settlement_id,
    coalesce(line.outlet_id, 'UNKNOWN') AS outlet_id,
    min(line.business_date) AS business_date,
    any_value(settlement.utr) AS utr,
    count(*) FILTER (WHERE line.type = 'payment') AS payment_count,
    count(*) FILTER (WHERE line.type = 'refund') AS refund_count,
    coalesce(sum(line.amount) FILTER (WHERE line.type = 'payment'), 0) AS gross,
    coalesce(sum(line.debit) FILTER (WHERE line.type = 'refund'), 0) AS refunds,
    sum(line.fee) AS fee,
    sum(line.fee_gst) AS fee_gst,
    sum(line.credit - line.debit) AS net,
    (
        SELECT count(*) FROM raw_settlement_exceptions AS exception
        WHERE
            exception.resolved_at IS NULL
            AND exception.settlement_id = line.settlement_id
            AND coalesce(exception.outlet_id, 'UNKNOWN') = coalesce(line.outlet_id, 'UNKNOWN')
    ) AS open_exceptions
FROM fct_settlement_line AS line
LEFT JOIN raw_settlements AS settlement ON line.settlement_id = settlement.id
GROUP BY line.settlement_id, line.outlet_id
