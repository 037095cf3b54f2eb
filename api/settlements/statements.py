"""SQL of the import: what is ours, settlements and their lines."""

from sqlalchemy import text

LOCK = text("""
SELECT set_config('lock_timeout', '10s', true), set_config('statement_timeout', '20s', true),
       pg_advisory_xact_lock(hashtextextended('settlements', 0))
""")
"""One import at a time: an entity in two settlements must be joined once."""

PAYMENTS = text("""
SELECT p.razorpay_payment_id AS entity_id, p.outlet_id, p.order_id, p.id AS payment_id,
       NULL::uuid AS refund_id, o.zone, o.cutover_hour
FROM payments p JOIN outlets o ON o.id = p.outlet_id
WHERE p.razorpay_payment_id = ANY(:ids) AND p.source = 'live'
""")
REFUNDS = text("""
SELECT r.razorpay_refund_id AS entity_id, r.outlet_id, r.order_id, r.payment_id,
       r.id AS refund_id, o.zone, o.cutover_hour
FROM refunds r JOIN outlets o ON o.id = r.outlet_id
WHERE r.razorpay_refund_id = ANY(:ids) AND r.source = 'live'
""")
TAKEN = text("""
SELECT entity_id FROM settlement_lines WHERE entity_id = ANY(:ids) AND payment_id IS NOT NULL
""")

STORED = text("SELECT * FROM settlement_lines WHERE settlement_id = :id")

HEADER = text("""
INSERT INTO settlements AS s
  (id, status, amount_paise, fees_paise, tax_paise, utr, settled_at, imported_at)
VALUES (:id, :status, :amount_paise, :fees_paise, :tax_paise, :utr, :settled_at, :now)
ON CONFLICT (id) DO UPDATE SET status = excluded.status, amount_paise = excluded.amount_paise,
  fees_paise = excluded.fees_paise, tax_paise = excluded.tax_paise, utr = excluded.utr,
  settled_at = excluded.settled_at
WHERE (s.status, s.amount_paise, s.fees_paise, s.tax_paise, s.utr, s.settled_at)
  IS DISTINCT FROM (excluded.status, excluded.amount_paise, excluded.fees_paise, excluded.tax_paise,
                    excluded.utr, excluded.settled_at)
""")
HEADER_OF_FILE = text("""
INSERT INTO settlements (id, status, amount_paise, fees_paise, tax_paise, utr, settled_at, imported_at)
VALUES (:id, :status, 0, 0, 0, :utr, :settled_at, :now)
ON CONFLICT (id) DO NOTHING
""")
SUM_UP_FILE = text("""
UPDATE settlements s
SET amount_paise = l.amount_paise, fees_paise = l.fees_paise, tax_paise = l.tax_paise
FROM (SELECT sum(credit_paise - debit_paise) AS amount_paise, sum(fee_paise) AS fees_paise,
             sum(tax_paise) AS tax_paise
      FROM settlement_lines WHERE settlement_id = :id) l
WHERE s.id = :id AND s.status = :status
  AND (s.amount_paise, s.fees_paise, s.tax_paise)
      IS DISTINCT FROM (l.amount_paise, l.fees_paise, l.tax_paise)
""")
