"""Statements of the stock ledger: three an event, two where nothing leaves."""

# The rows of an event are locked in the order of their ids, so two events never deadlock.
LOCK_LEVELS = """
SELECT l.ingredient_id, i.code, i.name, i.unit, i.reorder_level, l.on_hand, l.value_paise AS value,
       l.average_cost_paise AS average, i.unit_cost_paise AS listed, l.is_low, l.seq
FROM stock_levels l JOIN ingredients i ON i.id = l.ingredient_id
WHERE l.ingredient_id = ANY(%s) ORDER BY l.ingredient_id FOR NO KEY UPDATE OF l
"""
MAKE_LEVELS = """
INSERT INTO stock_levels (ingredient_id, outlet_id, on_hand)
SELECT ingredient_id, %s, 0 FROM unnest(%s::uuid[]) AS new (ingredient_id) ORDER BY ingredient_id
ON CONFLICT DO NOTHING
"""
# A statement of its own, after the lock: it must see what whoever held the lock has left.
LOTS = """
SELECT ingredient_id, id, code, expires_on, received_at, remaining
FROM stock_lots WHERE ingredient_id = ANY(%s) AND remaining > 0
"""
WRITE = """
WITH moved AS (
  INSERT INTO stock_movements (event_id, outlet_id, kind, order_id, document_id, business_date, occurred_at,
    ingredient_id, quantity, value_paise, short, revalued_paise, cost_estimated)
  SELECT %(event_id)s, %(outlet_id)s, %(kind)s, %(order_id)s, %(document_id)s, %(business_date)s,
         %(occurred_at)s, m.*
  FROM unnest(%(ingredients)s::uuid[], %(quantities)s::numeric[], %(values)s::numeric[],
              %(shorts)s::numeric[], %(revalued)s::numeric[], %(estimated)s::boolean[]) AS m
), drawn AS (
  UPDATE stock_lots l SET remaining = l.remaining + d.quantity
  FROM unnest(%(drawn)s::uuid[], %(drawn_quantities)s::numeric[]) AS d (id, quantity) WHERE l.id = d.id
), made AS (
  INSERT INTO stock_lots AS l (outlet_id, received_at, id, ingredient_id, code, expires_on, unit_cost_paise,
                               received, remaining)
  SELECT %(outlet_id)s, %(occurred_at)s, m.*
  FROM unnest(%(made)s::uuid[], %(made_of)s::uuid[], %(made_codes)s::text[], %(made_expire)s::date[],
              %(made_costs)s::numeric[], %(made_received)s::numeric[], %(made_remaining)s::numeric[]) AS m
  ON CONFLICT (id) DO UPDATE
    SET received = l.received + excluded.received, remaining = l.remaining + excluded.remaining
), traced AS (
  INSERT INTO stock_lot_movements (event_id, outlet_id, lot_id, ingredient_id, quantity, expired)
  SELECT %(event_id)s, %(outlet_id)s, m.*
  FROM unnest(%(moved_lots)s::uuid[], %(moved_of)s::uuid[], %(moved_quantities)s::numeric[],
              %(moved_expired)s::boolean[]) AS m
)
UPDATE stock_levels l
SET on_hand = l.on_hand + m.quantity, value_paise = l.value_paise + m.value, average_cost_paise = m.average,
    last_cost_paise = coalesce(m.last_cost, l.last_cost_paise), is_low = m.is_low,
    seq = l.seq + (m.is_low AND NOT l.is_low)::integer, updated_at = now()
FROM unnest(%(ingredients)s::uuid[], %(quantities)s::numeric[], %(values)s::numeric[],
            %(averages)s::numeric[], %(last_costs)s::numeric[], %(lows)s::boolean[])
  AS m (ingredient_id, quantity, value, average, last_cost, is_low)
WHERE l.ingredient_id = m.ingredient_id
"""
