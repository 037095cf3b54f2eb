"""Questions about stock that PostgreSQL alone answers: sales, documents, levels, what is set aside."""

_STOCK_SALES = """
WITH sold AS (
  SELECT l.order_id, l.quantity, l.recipe_id, l.ingredients
  FROM orders o JOIN order_lines l ON l.order_id = o.id AND l.voided_at IS NULL
  WHERE o.source = 'live' AND o.status = 'COMPLETED'
), used AS (
  SELECT s.order_id, r.ingredient_id, r.quantity * s.quantity AS quantity
  FROM sold s JOIN recipe_lines r ON r.recipe_id = s.recipe_id
  UNION ALL
  SELECT s.order_id, c.ingredient_id, c.quantity * s.quantity
  FROM sold s, jsonb_to_recordset(s.ingredients) AS c (ingredient_id uuid, quantity numeric)
), needed AS (
  SELECT order_id, ingredient_id, -sum(quantity) AS quantity FROM used GROUP BY 1, 2
), moved AS (
  SELECT order_id, ingredient_id, sum(quantity) AS quantity
  FROM stock_movements WHERE kind = 'SALE' GROUP BY 1, 2
)
SELECT 'order ' || coalesce(n.order_id, m.order_id) || ' ingredient '
         || coalesce(n.ingredient_id, m.ingredient_id),
       coalesce(n.quantity, 0), coalesce(m.quantity, 0)
FROM needed n FULL JOIN moved m USING (order_id, ingredient_id)
"""
_STOCK_DOCUMENTS = """
WITH told AS (
  SELECT l.document_id, l.ingredient_id,
         sum(CASE WHEN d.kind IN ('WASTE', 'TRANSFER_OUT', 'RETURN_TO_SUPPLIER') THEN -l.quantity
                  ELSE l.quantity END) AS quantity
  FROM stock_documents d JOIN stock_document_lines l ON l.document_id = d.id GROUP BY 1, 2
), moved AS (
  SELECT document_id, ingredient_id, sum(quantity) AS quantity
  FROM stock_movements WHERE document_id IS NOT NULL GROUP BY 1, 2
)
SELECT 'document ' || document_id || ' ingredient ' || ingredient_id,
       coalesce(t.quantity, 0), coalesce(m.quantity, 0)
FROM told t FULL JOIN moved m USING (document_id, ingredient_id)
"""
_STOCK_LEVELS = """
SELECT 'ingredient ' || i.code || ' of ' || i.outlet_id, coalesce(l.on_hand, 0), coalesce(sum(m.quantity), 0)
FROM ingredients i
LEFT JOIN stock_levels l ON l.ingredient_id = i.id
LEFT JOIN stock_movements m ON m.ingredient_id = i.id
GROUP BY i.id, l.on_hand
"""
_STOCK_WORTH = """
SELECT 'ingredient ' || i.code || ' of ' || i.outlet_id,
       coalesce(l.value_paise, 0), coalesce(sum(m.value_paise), 0)
FROM ingredients i
LEFT JOIN stock_levels l ON l.ingredient_id = i.id
LEFT JOIN stock_movements m ON m.ingredient_id = i.id
GROUP BY i.id, l.value_paise
UNION ALL
SELECT 'worth of no ' || i.code || ' in ' || i.outlet_id, 0, l.value_paise
FROM stock_levels l JOIN ingredients i ON i.id = l.ingredient_id WHERE l.on_hand = 0
"""
_STOCK_LOTS = """
SELECT 'lots of ' || i.code || ' of ' || i.outlet_id, greatest(l.on_hand, 0), coalesce(sum(lot.remaining), 0)
FROM stock_levels l JOIN ingredients i ON i.id = l.ingredient_id
LEFT JOIN stock_lots lot ON lot.ingredient_id = l.ingredient_id
GROUP BY i.id, l.on_hand
"""
_LOT_MOVEMENTS = """
SELECT 'lot ' || lot.code || ' of ingredient ' || lot.ingredient_id,
       lot.remaining, coalesce(sum(m.quantity), 0)
FROM stock_lots lot LEFT JOIN stock_lot_movements m ON m.lot_id = lot.id
GROUP BY lot.id
"""
_RESERVED_SUMS = """
SELECT 'ingredient ' || ingredient_id, coalesce(r.quantity, 0), coalesce(s.reserved, 0)
FROM stock_reserved s FULL JOIN (
  SELECT ingredient_id, sum(quantity) AS quantity FROM stock_reservations GROUP BY 1
) r USING (ingredient_id)
"""
_RESERVATIONS = """
WITH fired AS (
  SELECT l.id, l.quantity
  FROM orders o JOIN outlets u ON u.id = o.outlet_id AND u.reserves_stock
  JOIN order_lines l ON l.order_id = o.id AND l.voided_at IS NULL
  JOIN tickets t ON t.id = l.ticket_id AND t.status NOT IN ('HELD', 'CANCELLED')
  WHERE o.status NOT IN ('COMPLETED', 'CANCELLED')
), needed AS (
  SELECT p.line_id AS holder_id, p.ingredient_id, p.quantity * f.quantity AS quantity
  FROM fired f, portion_of_lines(ARRAY[f.id]) p
)
SELECT 'held by ' || holder_id || ' ingredient ' || ingredient_id,
       coalesce(n.quantity, 0), coalesce(r.quantity, 0)
FROM needed n FULL JOIN stock_reservations r USING (holder_id, ingredient_id)
"""
_RETURNS = """
SELECT 'line ' || l.id, l.returned_quantity, coalesce(sum(told.quantity), 0)
FROM order_lines l
LEFT JOIN order_changes c ON c.order_id = l.order_id AND c.kind = 'STOCK_RETURNED'
LEFT JOIN LATERAL jsonb_to_recordset(c.details -> 'lines') AS told (line_id uuid, quantity integer)
  ON told.line_id = l.id
WHERE l.returned_quantity > 0 OR c.kind IS NOT NULL
GROUP BY l.id
"""
# What ended by itself a moment ago is told by the janitor within seconds.
_AVAILABILITY = """
SELECT 'item ' || m.code || ' of ' || m.outlet_id,
  coalesce(n.because, 'to be had'), coalesce(a.because, 'to be had')
FROM menu_items m JOIN item_availability a ON a.item_id = m.id
JOIN availability_of(ARRAY(SELECT id FROM menu_items)) n ON n.item_id = m.id
WHERE coalesce(least(m.forced_until, m.snoozed_until) NOT BETWEEN now() - interval '30 s' AND now(), true)
UNION ALL
SELECT 'portions of ' || m.code || ' of ' || m.outlet_id,
  CASE WHEN m.follows_stock AND p.portions < 1 THEN 'sold out' ELSE 'there' END,
  CASE WHEN m.out_of_stock THEN 'sold out' ELSE 'there' END
FROM menu_items m LEFT JOIN portions_of_items(ARRAY(SELECT id FROM menu_items)) p ON p.item_id = m.id
"""

STOCK_QUESTIONS = (
    (
        "stock-sales",
        "Did every completed order take from stock what its recipes and modifiers say, to the gram?",
        _STOCK_SALES,
    ),
    ("stock-documents", "Did every stock document move what it says?", _STOCK_DOCUMENTS),
    (
        "stock-levels",
        "Is every ingredient's stock on hand the sum of its movements?",
        _STOCK_LEVELS,
    ),
    (
        "stock-worth",
        "Is the worth of every stock the sum of its movements' worth, and nothing where none is?",
        _STOCK_WORTH,
    ),
    (
        "stock-lots",
        "Do the lots of every ingredient hold what is on hand, and none where stock is short?",
        _STOCK_LOTS,
    ),
    ("lot-movements", "Is what remains of every lot the sum of its movements?", _LOT_MOVEMENTS),
    (
        "stock-reserved",
        "Is what is set aside of every ingredient the sum of its reservations?",
        _RESERVED_SUMS,
    ),
    (
        "stock-reservations",
        "Is set aside what the fired dishes of open orders need, and nothing else?",
        _RESERVATIONS,
    ),
    (
        "stock-returns",
        "Did every portion that came back into stock come back once?",
        _RETURNS,
    ),
    (
        "menu-availability",
        "Is every item sold out when its stock is, and was every till told what can be had?",
        _AVAILABILITY,
    ),
)
"""Name, question and query of each; the query gives subject, what is expected and what is found."""
