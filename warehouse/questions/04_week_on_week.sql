-- How does each week compare with the one before?
WITH weekly AS (
    SELECT
        cast(date_trunc('week', business_date) AS DATE) AS week,
        sum(gross) AS gross
    FROM mart_daily_sales
    GROUP BY week
)

SELECT
    week,
    gross,
    gross - lag(gross) OVER (ORDER BY week) AS change
FROM weekly
ORDER BY week
