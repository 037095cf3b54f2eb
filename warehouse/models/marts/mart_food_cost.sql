-- mart_food_cost: Sales before tax and the frozen cost of what was sold, by business day.
-- grain: outlet_id, business_date
-- source: fct_order, fct_stock_movement
-- owner: finance
-- refresh: days
-- columns:
--   outlet_id       VARCHAR        Outlet
--   business_date   DATE           Business day: of the order for sales, of the movement for costs
--   net             DECIMAL(14,2)  Completed orders before tax, after discounts; without service charge
--   food_cost       DECIMAL(18,6)  Cost of the stock that sales took, as booked when it left
--   estimated_cost  DECIMAL(18,6)  Part of food_cost that is a guess
--   margin          DECIMAL(18,6)  net less food_cost
--   food_cost_share DECIMAL(9,4)   food_cost by net; NULL when net is 0
WITH booked AS (
    SELECT
        outlet_id,
        business_date,
        subtotal - discount - tax_included AS net,
        0 AS food_cost,
        0 AS estimated_cost
    FROM fct_order
    SEMI JOIN build_day USING (outlet_id, business_date)
    WHERE status = 'COMPLETED'
    UNION ALL
    SELECT
        outlet_id,
        business_date,
        0 AS net,
        -value AS food_cost,
        CASE WHEN cost_estimated THEN -value ELSE 0 END AS estimated_cost
    FROM fct_stock_movement
    SEMI JOIN build_day USING (outlet_id, business_date)
    WHERE kind = 'SALE'
)

SELECT
    outlet_id,
    business_date,
    sum(net) AS net,
    sum(food_cost) AS food_cost,
    sum(estimated_cost) AS estimated_cost,
    sum(net) - sum(food_cost) AS margin,
    round(sum(food_cost) / nullif(sum(net), 0), 4) AS food_cost_share
FROM booked
GROUP BY outlet_id, business_date
