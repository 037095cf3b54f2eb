-- Which were the ten biggest bills?
SELECT
    business_date,
    number,
    total
FROM fct_order
WHERE status = 'COMPLETED'
ORDER BY total DESC, business_date ASC, number ASC
LIMIT 10
