-- raw_item_outages: When menu items could not be ordered, as the events of the operational database tell it.
-- grain: item_id, began_at
-- source: PostgreSQL outbox
-- owner: menu
-- refresh: snapshot
-- columns:
--   item_id   UUID         Menu item
--   outlet_id VARCHAR      Outlet
--   because   VARCHAR      SOLD_OUT or SNOOZED
--   began_at  TIMESTAMPTZ  Instant from which it could not be ordered
--   ended_at  TIMESTAMPTZ  Instant of the next word about it; NULL while it lasts
WITH said AS (
    SELECT
        outlet_id,
        cast(envelope -> 'data' ->> 'item_id' AS uuid) AS item_id,
        envelope -> 'data' ->> 'because' AS because,
        cast(envelope -> 'data' ->> 'changed_at' AS timestamptz) AS began_at,
        cast(envelope -> 'data' ->> 'until' AS timestamptz) AS back_at,
        lead(cast(envelope -> 'data' ->> 'changed_at' AS timestamptz))
            OVER (PARTITION BY aggregate_id ORDER BY sequence)
            AS next_at
    FROM outbox
    WHERE topic = 'menu.item_availability_changed'
)

SELECT
    item_id,
    outlet_id,
    because,
    began_at,
    least(next_at, back_at) AS ended_at
FROM said
WHERE because IN ('SOLD_OUT', 'SNOOZED') AND least(next_at, back_at, 'infinity') > began_at
