-- Orders that change after they were placed: lines added, changed, voided; a ticket for each round.

ALTER TABLE tickets
  ADD COLUMN round smallint NOT NULL DEFAULT 1 CHECK (round > 0),
  DROP CONSTRAINT tickets_order_id_station_key,
  ADD CONSTRAINT tickets_one_per_round UNIQUE (order_id, station, round);
COMMENT ON COLUMN tickets.round IS 'what was ordered later hangs on a ticket of its own';

ALTER TABLE order_lines
  ADD COLUMN ticket_id uuid REFERENCES tickets,
  ADD COLUMN voided_at timestamptz,
  ADD COLUMN voided_by text NOT NULL DEFAULT '',
  ADD COLUMN void_reason text NOT NULL DEFAULT '',
  ADD CONSTRAINT order_lines_void_has_reason CHECK ((voided_at IS NULL) = (void_reason = ''));
UPDATE order_lines l SET ticket_id = t.id FROM tickets t WHERE t.order_id = l.order_id AND t.station = l.station;
CREATE INDEX order_lines_by_ticket ON order_lines (ticket_id) WHERE ticket_id IS NOT NULL;

CREATE TABLE order_changes (
  order_id     uuid NOT NULL REFERENCES orders,
  version      integer NOT NULL,
  outlet_id    text NOT NULL REFERENCES outlets,
  kind         text NOT NULL CHECK (kind IN ('LINES_ADDED', 'LINE_CHANGED', 'LINE_VOIDED', 'MOVED')),
  actor        text NOT NULL,
  occurred_at  timestamptz NOT NULL,
  details      jsonb NOT NULL,
  PRIMARY KEY (order_id, version)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON order_changes
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON order_changes
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE ON order_changes FROM chitrail_app;

-- A line that is void costs nothing; the order is the sum of the others, at the end of every transaction.
CREATE FUNCTION check_order_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  checked uuid := CASE TG_TABLE_NAME WHEN 'order_lines' THEN (to_jsonb(NEW) ->> 'order_id')::uuid
                  ELSE (to_jsonb(NEW) ->> 'id')::uuid END;
  placed orders;
  lines numeric;
  taxes numeric;
BEGIN
  SELECT * INTO placed FROM orders WHERE id = checked;
  SELECT coalesce(sum(total_paise), 0), coalesce(sum(cgst_paise + sgst_paise), 0) INTO lines, taxes
  FROM order_lines WHERE order_id = checked AND voided_at IS NULL;
  IF placed.source = 'live' AND (lines <> placed.subtotal_paise OR taxes <> placed.cgst_paise + placed.sgst_paise)
  THEN
    RAISE EXCEPTION 'the lines of order % do not add up to it', checked
      USING ERRCODE = 'check_violation', CONSTRAINT = 'order_lines_add_up';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER add_up AFTER UPDATE ON order_lines
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_order_lines();
CREATE CONSTRAINT TRIGGER add_up AFTER UPDATE OF subtotal_paise, cgst_paise, sgst_paise ON orders
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_order_lines();

-- A guest who was served may order again: the order goes back to the kitchen.
INSERT INTO status_edges VALUES ('order', 'READY', 'PREPARING'), ('order', 'SERVED', 'PREPARING')
ON CONFLICT DO NOTHING;
