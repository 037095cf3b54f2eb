-- mart_sales_category: Sales of completed orders by business day and the category the item is in now.
-- grain: outlet_id, business_date, category_code
-- source: mart_sales_item, dim_item
-- owner: finance
-- refresh: view
-- columns:
--   outlet_id     VARCHAR        Outlet
--   business_date DATE           Business day on which the orders were placed
--   category_code VARCHAR        Code of the category
--   category_name VARCHAR        Name of the category
--   portions      BIGINT         Portions sold
--   gross         DECIMAL(14,2)  Their price as on the menu
--   discount      DECIMAL(14,2)  What discounts took off it
--   net           DECIMAL(14,2)  gross less discount and less taxes in the price; without service charge
--   tax           DECIMAL(14,2)  Central and state tax
SELECT
    sold.outlet_id,
    sold.business_date,
    dim_item.category_code,
    dim_item.category_name,
    cast(sum(sold.portions) AS BIGINT) AS portions,
    cast(sum(sold.gross) AS DECIMAL(14, 2)) AS gross,
    cast(sum(sold.discount) AS DECIMAL(14, 2)) AS discount,
    cast(sum(sold.net) AS DECIMAL(14, 2)) AS net,
    cast(sum(sold.tax) AS DECIMAL(14, 2)) AS tax
FROM mart_sales_item AS sold
INNER JOIN dim_item ON sold.item_id = dim_item.item_id
GROUP BY sold.outlet_id, sold.business_date, dim_item.category_code, dim_item.category_name
