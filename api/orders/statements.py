"""Placing an order as ONE statement: number, order, lines, tickets, history, event and stored answer.

One round trip keeps the outlet's counter row locked for the statement only. The number is not known
before, so the event and the answer arrive with a place for it: the event is JSON and is patched as
JSON, the answer is split at its number. A repeated idempotency key or order id breaks a primary key, and
the whole statement with its number is undone. The result's column is named for SQLAlchemy, which then
keeps what it knows of it with the compiled statement.
"""

from sqlalchemy import Integer, LargeBinary, bindparam, column, text

PLACE_ORDER = (
    text("""
WITH counter AS (
  INSERT INTO order_counters AS c (outlet_id, business_date, last_number)
  VALUES (:outlet_id, :business_date, 1)
  ON CONFLICT (outlet_id, business_date) DO UPDATE SET last_number = c.last_number + 1
  RETURNING last_number AS number
), claimed AS (
  INSERT INTO idempotency_keys
    (scope, key, request_sha256, response_status, response_body, response_headers, completed_at)
  SELECT :scope, :key, :sha256, :status, convert_to(:before || number || :after, 'UTF8'),
         CAST(:headers AS jsonb), now()
  FROM counter
), placed AS (
  INSERT INTO orders (id, outlet_id, number, business_date, order_type, table_label, status, currency,
    subtotal_paise, discount_paise, service_charge_paise, tax_included_paise, cgst_paise, sgst_paise,
    round_off_paise, total_paise, prices_include_tax, service_charge_bp, coupon_codes, customer, note,
    guests, promised_at, version, seq, placed_by, placed_at)
  SELECT :order_id, :outlet_id, number, :business_date, :order_type, :table_label, 'PLACED', :currency,
    :subtotal_paise, :discount_paise, :service_charge_paise, :tax_included_paise, :cgst_paise, :sgst_paise,
    :round_off_paise, :total_paise, :prices_include_tax, :service_charge_bp, :coupon_codes, :customer, :note,
    :guests, :promised_at, 1, 1, :placed_by, :placed_at
  FROM counter
), lined AS (
  INSERT INTO order_lines (id, order_id, outlet_id, line_no, item_id, item_code, item_name, station,
    quantity, unit_price_paise, total_paise, discount_paise, service_charge_paise, tax_included_paise,
    tax_rate_bp, cgst_paise, sgst_paise, recipe_id, note, modifiers, ingredients, seat, course,
    combo_id, combo_name, ticket_id, allergens, prep_seconds, also)
  SELECT id, :order_id, :outlet_id, line_no, item_id, item_code, item_name, station,
    quantity, unit_price_paise, total_paise, discount_paise, service_charge_paise, tax_included_paise,
    tax_rate_bp, cgst_paise, sgst_paise, recipe_id, note, modifiers, ingredients, seat, course,
    combo_id, combo_name, ticket_id, allergens, prep_seconds, also
  FROM jsonb_to_recordset(CAST(:lines AS jsonb)) AS line (id uuid, line_no integer, item_id uuid,
    item_code text, item_name text, station text, quantity integer, unit_price_paise bigint,
    total_paise bigint, discount_paise bigint, service_charge_paise bigint, tax_included_paise bigint,
    tax_rate_bp integer, cgst_paise bigint, sgst_paise bigint, recipe_id uuid,
    note text, modifiers jsonb, ingredients jsonb, seat smallint, course smallint, combo_id uuid,
    combo_name text, ticket_id uuid, allergens text[], prep_seconds integer, also jsonb)
), hung AS (
  INSERT INTO tickets (id, order_id, outlet_id, station, course, status, placed_at, fired_at,
    changed_by)
  SELECT id, :order_id, :outlet_id, station, course, status, :placed_at,
    CASE WHEN status <> 'HELD' THEN CAST(:placed_at AS timestamptz) END, :actor
  FROM jsonb_to_recordset(CAST(:tickets AS jsonb)) AS ticket (id uuid, station text, course smallint,
    status text)
), noted AS (
  INSERT INTO order_status_events (order_id, seq, outlet_id, status, actor, occurred_at)
  VALUES (:order_id, 1, :outlet_id, 'PLACED', :actor, :placed_at)
), said AS (
  INSERT INTO outbox (event_id, outlet_id, topic, aggregate_id, sequence, message_key, envelope)
  SELECT :event_id, :outlet_id, :topic, :aggregate_id, :sequence, :message_key, jsonb_set(
      jsonb_set(envelope, '{data,number}', to_jsonb(number)), '{data,tickets}',
      (SELECT jsonb_agg(jsonb_set(ticket, '{number}', to_jsonb(number)) ORDER BY place)
       FROM jsonb_array_elements(envelope #> '{data,tickets}') WITH ORDINALITY AS t (ticket, place)))
  FROM counter, (SELECT CAST(:envelope AS jsonb) AS envelope) AS event
)
SELECT number FROM counter
""")
    .bindparams(bindparam("sha256", type_=LargeBinary))
    .columns(column("number", Integer))
)
