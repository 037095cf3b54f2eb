-- How many orders are cancelled, and what were they worth?
SELECT
    count(*) FILTER (WHERE status = 'CANCELLED') AS cancelled,
    coalesce(sum(total) FILTER (WHERE status = 'CANCELLED'), 0) AS worth,
    round(count(*) FILTER (WHERE status = 'CANCELLED') / count(*), 4) AS share
FROM fct_order
