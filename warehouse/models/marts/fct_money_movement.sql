-- fct_money_movement: Money received and given back, as the ledger booked it; never changed later.
-- grain: movement_id
-- source: raw_ledger_transactions, raw_ledger_entries, raw_payments
-- owner: finance
-- refresh: days
-- columns:
--   movement_id           UUID           Transaction of the ledger
--   kind                  VARCHAR        PAYMENT or REFUND
--   outlet_id             VARCHAR        Outlet
--   business_date         DATE           Business day: of the payment for payments, of the refund for refunds
--   payment_business_date DATE           Business day of the payment, for refunds too
--   payment_id            UUID           Payment
--   order_id              UUID           Order
--   payment_method        VARCHAR        RAZORPAY, CASH or another name; UNKNOWN when not recorded
--   amount                DECIMAL(14,2)  Money that moved; negative when it went back
--   sale                  DECIMAL(14,2)  Part that settled the order
--   tip                   DECIMAL(14,2)  Part that is owed to the staff
--   rounding              DECIMAL(14,2)  What cash was rounded by
--   surplus               DECIMAL(14,2)  Part the order could not take
--   known_at              TIMESTAMPTZ    Instant from which it was known
WITH booked AS (
    SELECT
        ledger.id,
        sum(entry.amount_paise) FILTER (WHERE entry.account IN ('CASH', 'GATEWAY', 'ELSEWHERE')) AS amount,
        -sum(entry.amount_paise) FILTER (WHERE entry.account = 'ORDERS') AS sale,
        -sum(entry.amount_paise) FILTER (WHERE entry.account = 'TIPS') AS tip,
        -sum(entry.amount_paise) FILTER (WHERE entry.account = 'ROUNDING') AS rounding,
        -sum(entry.amount_paise) FILTER (WHERE entry.account = 'SURPLUS') AS surplus
    FROM raw_ledger_transactions AS ledger
    SEMI JOIN build_day USING (outlet_id, business_date)
    INNER JOIN raw_ledger_entries AS entry ON ledger.id = entry.transaction_id
    WHERE ledger.kind IN ('PAYMENT', 'REFUND')
    GROUP BY ledger.id
)

SELECT
    booked.id AS movement_id,
    ledger.kind,
    ledger.outlet_id,
    ledger.business_date,
    coalesce(payment.business_date, ledger.business_date) AS payment_business_date,
    ledger.payment_id,
    ledger.order_id,
    ledger.payment_method,
    cast(booked.amount * 0.01 AS DECIMAL(14, 2)) AS amount,
    cast(coalesce(booked.sale, 0) * 0.01 AS DECIMAL(14, 2)) AS sale,
    cast(coalesce(booked.tip, 0) * 0.01 AS DECIMAL(14, 2)) AS tip,
    cast(coalesce(booked.rounding, 0) * 0.01 AS DECIMAL(14, 2)) AS rounding,
    cast(coalesce(booked.surplus, 0) * 0.01 AS DECIMAL(14, 2)) AS surplus,
    ledger.occurred_at AS known_at
FROM booked
INNER JOIN raw_ledger_transactions AS ledger ON booked.id = ledger.id
LEFT JOIN raw_payments AS payment ON ledger.payment_id = payment.id
