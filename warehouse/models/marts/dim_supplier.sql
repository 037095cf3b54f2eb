-- dim_supplier: Suppliers, when they deliver, and how reliably they came in the last 180 days.
-- grain: supplier_id
-- source: raw_suppliers, fct_purchase_line
-- owner: inventory
-- refresh: whole
-- columns:
--   supplier_id       UUID           Supplier
--   outlet_id         VARCHAR        Outlet
--   supplier_code     VARCHAR        Code, unique in the outlet
--   supplier_name     VARCHAR        Name
--   lead_time_days    SMALLINT       Days from order to delivery, as told
--   delivery_weekdays VARCHAR        Days on which they deliver, Monday 1, such as 1,3,5; empty is every day
--   cutoff            VARCHAR        Outlet's time of day after which an order counts for the next day
--   review_days       SMALLINT       An order must last until the delivery of the one after so many days
--   minimum_order     DECIMAL(14,2)  What they deliver for at least, without tax
--   is_retired        BOOLEAN        Whether they are ordered from no more
--   deliveries        BIGINT         Orders of which something came in the last 180 days
--   ordered_to_came   DECIMAL(6,2)   Mean days from telling them to their first delivery; NULL without any
--   late_days         DECIMAL(6,2)   Mean days later than promised, 0 when early or below five deliveries
--   spread_days       DECIMAL(6,2)   Standard deviation of that; below five deliveries as told
--   is_measured       BOOLEAN        Whether five deliveries or more tell both
WITH delivery AS (
    SELECT DISTINCT
        supplier_id,
        purchase_order_id,
        date_diff('day', sent_on, first_received_on) AS lead_days,
        date_diff('day', min(expected_on) OVER (PARTITION BY purchase_order_id), first_received_on) AS late
    FROM fct_purchase_line
    WHERE sent_on IS NOT NULL AND first_received_on > current_date - 180
),

measured AS (
    SELECT
        supplier_id,
        count(*) AS deliveries,
        avg(lead_days) AS ordered_to_came,
        avg(late) AS late_days,
        stddev_samp(late) AS spread_days
    FROM delivery
    GROUP BY supplier_id
)

SELECT
    supplier.id AS supplier_id,
    supplier.outlet_id,
    supplier.code AS supplier_code,
    supplier.name AS supplier_name,
    supplier.lead_time_days,
    supplier.delivery_weekdays,
    supplier.cutoff,
    supplier.review_days,
    cast(supplier.minimum_order_paise * 0.01 AS DECIMAL(14, 2)) AS minimum_order,
    supplier.is_retired,
    coalesce(measured.deliveries, 0) AS deliveries,
    cast(measured.ordered_to_came AS DECIMAL(6, 2)) AS ordered_to_came,
    CASE WHEN measured.deliveries >= 5 THEN greatest(measured.late_days, 0) ELSE 0 END AS late_days,
    CASE
        WHEN measured.deliveries >= 5 THEN measured.spread_days
        ELSE supplier.lead_spread_days
    END AS spread_days,
    coalesce(measured.deliveries >= 5, FALSE) AS is_measured
FROM raw_suppliers AS supplier
LEFT JOIN measured ON supplier.id = measured.supplier_id
