-- mart_daily_payment_method: Payments and refunds by business day and method.
-- grain: outlet_id, business_date, payment_method
-- source: fct_payment, fct_refund
-- owner: finance
-- refresh: days
-- columns:
--   outlet_id       VARCHAR        Outlet
--   business_date   DATE           Business day: of the payment for payments, of the refund for refunds
--   payment_method  VARCHAR        RAZORPAY, CASH or another name; UNKNOWN when not recorded
--   payment_count   BIGINT         Payments of the day that completed, also those refunded later
--   failed_count    BIGINT         Payments of the day that stand as failed
--   gross           DECIMAL(14,2)  Amount of the payments that completed, before refunds
--   tips            DECIMAL(14,2)  Part of gross that is tips
--   surplus         DECIMAL(14,2)  Part of gross that orders could not take
--   refunds         DECIMAL(14,2)  Amount of the processed refunds of the day, whenever the payment was
--   refunded_of_day DECIMAL(14,2)  What went back of the payments of the day; late refunds restate it
--   net             DECIMAL(14,2)  gross less refunds
--   average         DECIMAL(14,2)  gross by payment_count; NULL when none completed
--   failure_rate    DECIMAL(7,4)   failed_count by failed_count + payment_count; NULL when there were neither
--   share           DECIMAL(7,4)   gross by the gross of all methods of the day; NULL when that is 0
WITH booked AS (
    SELECT
        outlet_id,
        business_date,
        payment_method,
        status IN ('COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED') AS completed,
        status = 'FAILED' AS failed,
        amount AS paid,
        tip,
        surplus,
        refunded AS refunded_of_day,
        0 AS refunded
    FROM fct_payment
    SEMI JOIN build_day USING (outlet_id, business_date)
    WHERE status IN ('COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED', 'FAILED')
    UNION ALL
    SELECT
        outlet_id,
        business_date,
        payment_method,
        FALSE AS completed,
        FALSE AS failed,
        0 AS paid,
        0 AS tip,
        0 AS surplus,
        0 AS refunded_of_day,
        amount AS refunded
    FROM fct_refund
    SEMI JOIN build_day USING (outlet_id, business_date)
    WHERE status = 'PROCESSED'
),

daily AS (
    SELECT
        outlet_id,
        business_date,
        payment_method,
        count(*) FILTER (WHERE completed) AS payment_count,
        count(*) FILTER (WHERE failed) AS failed_count,
        coalesce(sum(paid) FILTER (WHERE completed), 0) AS gross,
        coalesce(sum(tip) FILTER (WHERE completed), 0) AS tips,
        coalesce(sum(surplus) FILTER (WHERE completed), 0) AS surplus,
        sum(refunded_of_day) AS refunded_of_day,
        sum(refunded) AS refunds
    FROM booked
    GROUP BY outlet_id, business_date, payment_method
)

SELECT
    outlet_id,
    business_date,
    payment_method,
    payment_count,
    failed_count,
    gross,
    tips,
    surplus,
    refunds,
    refunded_of_day,
    gross - refunds AS net,
    (cast(gross * 200 AS BIGINT) + payment_count) // (payment_count * 2) * 0.01 AS average,
    round(failed_count / nullif(failed_count + payment_count, 0), 4) AS failure_rate,
    round(gross / nullif(sum(gross) OVER (PARTITION BY outlet_id, business_date), 0), 4) AS share
FROM daily
