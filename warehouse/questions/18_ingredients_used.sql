-- What was used of each ingredient, and how much of that rests on a guess?
SELECT
    ingredient_code,
    sum(quantity) AS quantity,
    round(sum(quantity * assumed_share) / sum(quantity), 4) AS assumed_share
FROM mart_ingredient_demand
GROUP BY ingredient_code
ORDER BY ingredient_code
