-- Which dishes make four fifths of the sales (A), the next 15 % (B) and the rest (C)?
WITH sold AS (
    SELECT
        item_code,
        sum(total) AS sales
    FROM fct_order_line
    WHERE order_status = 'COMPLETED'
    GROUP BY item_code
),

running AS (
    SELECT
        item_code,
        sales,
        (sum(sales) OVER (ORDER BY sales DESC, item_code ASC) - sales) / sum(sales) OVER () AS before
    FROM sold
)

SELECT
    item_code,
    sales,
    CASE WHEN before < 0.80 THEN 'A' WHEN before < 0.95 THEN 'B' ELSE 'C' END AS class
FROM running
ORDER BY sales DESC, item_code ASC
