"""Cash for a whole bill as ONE read and ONE write: key, order, drawer, payment, history, events.

The write holds only for the bill that was read: an order whose version has moved on gives no row, the
payment is then left without its order, and NOT NULL undoes the whole statement; a drawer closed meanwhile
does the same to the movement. The ledger is posted by the payments' own trigger, and the deferred checks
(order equals ledger, parts add up) run at the end of the statement. Rows are locked in the order
everybody locks them: key, order, drawer, payments.
"""

from sqlalchemy import String, column, text

READ_BILL = text("""
SELECT CAST(json_build_object(
  'version', o.version, 'due_paise', o.total_paise - o.settled_paise, 'currency', o.currency,
  'zone', t.zone, 'cutover_hour', t.cutover_hour,
  'is_split', EXISTS (SELECT FROM order_parts p WHERE p.order_id = o.id AND p.voided_at IS NULL),
  'shifts', (SELECT coalesce(json_agg(s.id), '[]') FROM drawer_shifts s
             WHERE s.outlet_id = o.outlet_id AND s.closed_at IS NULL
               AND s.drawer = coalesce(CAST(:drawer AS text), s.drawer))) AS text)
FROM orders o JOIN outlets t ON t.id = o.outlet_id
WHERE o.id = :order_id AND o.outlet_id = :outlet_id AND o.status <> 'CANCELLED'
""").columns(column("bill", String))

TAKE_CASH = text("""
WITH claimed AS (
  INSERT INTO idempotency_keys
    (scope, key, request_sha256, response_status, response_body, response_headers, completed_at)
  VALUES (:scope, :key, :sha256, :status, :body, CAST(:headers AS jsonb), now())
  RETURNING key
), settled AS (
  UPDATE orders o
  SET settled_paise = o.settled_paise + :sale_paise, version = o.version + 1, updated_at = :at
  FROM claimed
  WHERE o.id = :order_id AND o.version = :version
  RETURNING o.id
), till AS (
  UPDATE drawer_shifts s SET last_movement = s.last_movement + 1, version = s.version + 1
  FROM settled
  WHERE s.id = CAST(:shift_id AS uuid) AND s.closed_at IS NULL
  RETURNING s.id, s.last_movement
), paid AS (
  INSERT INTO payments (id, order_id, outlet_id, business_date, amount_paise, tip_paise, rounding_paise,
    currency, payment_method, status, confirmed_by, confirmed_at, tendered_paise, change_paise, shift_id,
    version, seq, created_at, completed_at, updated_at)
  VALUES (:payment_id, (SELECT id FROM settled), :outlet_id, :business_date, :amount_paise, :tip_paise,
    :rounding_paise, :currency, 'CASH', 'COMPLETED', :confirmed_by, :at, :tendered_paise, :change_paise,
    (SELECT id FROM till), 2, 2, :at, :at, :at)
), noted AS (
  INSERT INTO payment_status_events
    (payment_id, seq, outlet_id, previous_status, status, actor, occurred_at)
  VALUES (:payment_id, 1, :outlet_id, NULL, 'PENDING', :actor, :at),
         (:payment_id, 2, :outlet_id, 'PENDING', 'COMPLETED', :actor, :at)
), said AS (
  INSERT INTO outbox (event_id, outlet_id, topic, aggregate_id, sequence, message_key, envelope)
  VALUES (:created_id, :outlet_id, :created_topic, :aggregate_id, 1, :message_key,
          CAST(:created AS jsonb)),
         (:completed_id, :outlet_id, :completed_topic, :aggregate_id, 2, :message_key,
          CAST(:completed AS jsonb))
), put_in AS (
  INSERT INTO drawer_movements
    (id, shift_id, outlet_id, seq, kind, amount_paise, payment_id, actor, occurred_at)
  SELECT :movement_id, (SELECT id FROM till), :outlet_id, (SELECT last_movement FROM till), 'SALE',
         :amount_paise, :payment_id, :actor, :at
  WHERE CAST(:shift_id AS uuid) IS NOT NULL
)
UPDATE payments p SET next_check_at = :at
FROM settled
WHERE p.order_id = settled.id AND p.status IN ('PROCESSING', 'UNKNOWN')
""")
