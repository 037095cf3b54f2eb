-- mart_supply: How each ingredient is bought, what it earns, and what it has coming and going.
-- grain: ingredient_id
-- source: dim_ingredient, stg_offer, stg_ingredient_margin, stg_stock_coming
-- owner: inventory
-- refresh: whole
-- columns:
--   ingredient_id     UUID           Ingredient
--   outlet_id         VARCHAR        Outlet
--   ingredient_code   VARCHAR        Code, unique in the outlet
--   ingredient_name   VARCHAR        Name
--   unit              VARCHAR        Base unit: g, ml or pc
--   supplier_id       UUID           Supplier whose item would be bought; NULL when nobody sells it
--   supplier          VARCHAR        Their name
--   supplier_item_id  UUID           Item: the preferred, else the cheapest for its content
--   pack_size         DECIMAL(14,3)  Base units in its pack
--   minimum_packs     DECIMAL(14,3)  Fewest packs they sell
--   packs_multiple    DECIMAL(14,3)  Steps in which they sell packs
--   price             DECIMAL(14,2)  Price of a pack today without tax
--   minimum_order     DECIMAL(14,2)  What the supplier delivers for at least, without tax
--   lead_time_days    SMALLINT       Days from order to delivery, as told
--   delivery_weekdays VARCHAR        Days on which they deliver, Monday 1; empty is every day
--   review_days       SMALLINT       An order must last until the delivery of the one after so many days
--   late_days         DECIMAL(6,2)   How much later than promised they come on average
--   spread_days       DECIMAL(6,2)   Standard deviation of that
--   shelf_life_days   SMALLINT       Days a delivery keeps, NULL when it keeps
--   service_percent   SMALLINT       Part of deliveries until which it should last, NULL when costs decide
--   unit_cost         DECIMAL(14,6)  Cost of one base unit in rupees, NULL when unknown
--   margin            DECIMAL(18,6)  Rupees dishes earned by a base unit in 56 days, NULL when unknown
--   reorder_level     DECIMAL(14,3)  Stock at which the outlet wants to be warned
--   on_hand           DECIMAL(14,3)  Base units on hand
--   reserved          DECIMAL(14,3)  Base units promised to guests' open orders
--   on_order          DECIMAL(18,3)  Base units approved or sent and not come
--   in_transit        DECIMAL(14,3)  Base units on their way from other outlets
SELECT
    ingredient.ingredient_id,
    ingredient.outlet_id,
    ingredient.ingredient_code,
    ingredient.ingredient_name,
    ingredient.unit,
    offer.supplier_id,
    coalesce(offer.supplier_name, ingredient.supplier) AS supplier,
    offer.supplier_item_id,
    coalesce(offer.pack_size, ingredient.pack_size) AS pack_size,
    coalesce(offer.minimum_packs, 0) AS minimum_packs,
    coalesce(offer.packs_multiple, 1) AS packs_multiple,
    offer.price,
    coalesce(offer.minimum_order, 0) AS minimum_order,
    coalesce(offer.lead_time_days, ingredient.lead_time_days) AS lead_time_days,
    coalesce(offer.delivery_weekdays, '') AS delivery_weekdays,
    coalesce(offer.review_days, 7) AS review_days,
    coalesce(offer.late_days, 0) AS late_days,
    coalesce(offer.spread_days, 0) AS spread_days,
    ingredient.shelf_life_days,
    ingredient.service_percent,
    coalesce(
        ingredient.unit_cost,
        cast(offer.price / offer.pack_size AS DECIMAL(14, 6))
    ) AS unit_cost,
    margin.margin,
    ingredient.reorder_level,
    ingredient.on_hand,
    coalesce(coming.reserved, 0) AS reserved,
    coalesce(coming.on_order, 0) AS on_order,
    coalesce(coming.in_transit, 0) AS in_transit
FROM dim_ingredient AS ingredient
LEFT JOIN stg_offer AS offer ON ingredient.ingredient_id = offer.ingredient_id
LEFT JOIN stg_ingredient_margin AS margin ON ingredient.ingredient_id = margin.ingredient_id
LEFT JOIN stg_stock_coming AS coming ON ingredient.ingredient_id = coming.ingredient_id
