-- dim_calendar: Days with their weekday, Indian financial year and the holidays of fixed date.
-- grain: calendar_date
-- source: none
-- owner: finance
-- refresh: whole
-- columns:
--   calendar_date    DATE     Day, from 2015 to 2040
--   iso_weekday      BIGINT   1 Monday to 7 Sunday
--   weekday_name     VARCHAR  Monday to Sunday
--   is_weekend       BOOLEAN  Saturday or Sunday
--   month            DATE     First day of its month: the month of the GST return
--   quarter          VARCHAR  Quarter of the financial year: Q1 is April to June
--   financial_year   VARCHAR  April to March: 2026-27
--   national_holiday VARCHAR  Republic Day, Independence Day or Gandhi Jayanti; NULL on other days
--   other_holiday    VARCHAR  Ambedkar Jayanti, May Day, Christmas or New Year's Day; NULL on other days
WITH days AS (
    SELECT cast(generate_series AS DATE) AS calendar_date
    FROM generate_series(DATE '2015-01-01', DATE '2040-12-31', INTERVAL 1 DAY)
)

SELECT
    calendar_date,
    isodow(calendar_date) AS iso_weekday,
    dayname(calendar_date) AS weekday_name,
    isodow(calendar_date) > 5 AS is_weekend,
    cast(date_trunc('month', calendar_date) AS DATE) AS month,
    'Q' || ((month(calendar_date) + 8) % 12 // 3 + 1) AS quarter,
    year(calendar_date - INTERVAL 3 MONTH)
    || '-'
    || right(cast(year(calendar_date - INTERVAL 3 MONTH) + 1 AS VARCHAR), 2) AS financial_year,
    CASE strftime(calendar_date, '%m-%d')
        WHEN '01-26' THEN 'Republic Day'
        WHEN '08-15' THEN 'Independence Day'
        WHEN '10-02' THEN 'Gandhi Jayanti'
    END AS national_holiday,
    CASE strftime(calendar_date, '%m-%d')
        WHEN '01-01' THEN 'New Year''s Day'
        WHEN '04-14' THEN 'Ambedkar Jayanti'
        WHEN '05-01' THEN 'May Day'
        WHEN '12-25' THEN 'Christmas'
    END AS other_holiday
FROM days
