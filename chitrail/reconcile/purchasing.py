"""Checks of what was bought and moved between outlets, against the stock's documents and movements.

Each query gives (subject, expected, found) for every subject it looked at.
"""

_RECEIVED = """
SELECT 'purchase order line ' || l.id, l.received_packs, coalesce(sum(r.counted_packs), 0)
FROM purchase_order_lines l LEFT JOIN goods_receipt_lines r ON r.order_line_id = l.id
GROUP BY l.id
"""
_TOTALS = """
SELECT 'purchase order ' || o.number || ' of ' || o.outlet_id,
       ARRAY[o.net_paise, o.tax_paise],
       ARRAY[sum(l.net_paise)::bigint, sum(l.tax_paise)::bigint]
FROM purchase_orders o JOIN purchase_order_lines l ON l.order_id = o.id
GROUP BY o.id
"""
# The movement is the stream's word, the line the receiver's: what was counted at the door is what was booked.
_INTO_STOCK = """
SELECT 'receipt ' || r.number || ' of ' || r.outlet_id || ', ' || i.code, l.quantity, coalesce(m.quantity, 0)
FROM goods_receipts r
JOIN (
  SELECT receipt_id, ingredient_id, sum(quantity) AS quantity FROM goods_receipt_lines
  WHERE quantity > 0 GROUP BY 1, 2
) l ON l.receipt_id = r.id
JOIN ingredients i ON i.id = l.ingredient_id
LEFT JOIN stock_movements m
  ON m.document_id = r.document_id AND m.ingredient_id = l.ingredient_id AND m.outlet_id = r.outlet_id
"""
_RETURNED = """
SELECT 'return ' || r.number || ' of ' || r.outlet_id || ', ' || i.code, l.quantity, -coalesce(m.quantity, 0)
FROM supplier_returns r
JOIN (
  SELECT return_id, ingredient_id, sum(quantity) AS quantity FROM supplier_return_lines GROUP BY 1, 2
) l ON l.return_id = r.id
JOIN ingredients i ON i.id = l.ingredient_id
LEFT JOIN stock_movements m
  ON m.document_id = r.document_id AND m.ingredient_id = l.ingredient_id AND m.outlet_id = r.outlet_id
"""
# out = in + in transit + lost, by quantity and by worth. Left: the sender's movement. Right: the receiver's,
# what the transfer still has on its way, and what it shows as damaged or lost.
_TRANSFERS = """
SELECT 'transfer ' || t.number || ' from ' || t.from_outlet || ' to ' || t.to_outlet
         || ', ' || l.ingredient_code,
       ARRAY[-coalesce(o.quantity, 0), -coalesce(o.value_paise, 0)],
       CASE t.status
         WHEN 'DISPATCHED' THEN ARRAY[l.dispatched, -coalesce(o.value_paise, 0)]
         ELSE ARRAY[coalesce(i.quantity, 0) + l.dispatched - l.received, coalesce(v.value_paise, 0)
                    + l.out_value_paise - l.in_value_paise]
       END
FROM transfers t
JOIN transfer_lines l ON l.transfer_id = t.id AND l.dispatched > 0
LEFT JOIN stock_movements o
  ON o.document_id = t.out_document_id AND o.ingredient_id = l.from_ingredient_id
  AND o.outlet_id = t.from_outlet
LEFT JOIN stock_movements i
  ON i.document_id = t.in_document_id AND i.ingredient_id = l.to_ingredient_id
  AND i.outlet_id = t.to_outlet
LEFT JOIN LATERAL (
  SELECT sum(d.value_paise) AS value_paise FROM stock_document_lines d
  WHERE d.document_id = t.in_document_id AND d.ingredient_id = l.to_ingredient_id
) v ON true
"""

PURCHASING_QUESTIONS: tuple[tuple[str, str, str], ...] = (
    ("purchase-totals", "Does every purchase order add up?", _TOTALS),
    ("purchase-receipts", "Is what an order shows as received what its receipts say?", _RECEIVED),
    ("goods-receipts", "Did all that was accepted, and no more, enter the stock?", _INTO_STOCK),
    ("supplier-returns", "Did all that went back, and no more, leave the stock?", _RETURNED),
    (
        "transfers",
        "Is what left for other outlets there, on its way, or known to be lost, to the gram and paisa?",
        _TRANSFERS,
    ),
)
