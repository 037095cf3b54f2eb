-- Seats and courses: for whom a dish is and when it is cooked; tickets that wait until their course is fired.

ALTER TABLE order_lines
  ADD COLUMN seat smallint CHECK (seat BETWEEN 1 AND 99),
  ADD COLUMN course smallint CHECK (course BETWEEN 1 AND 9);
COMMENT ON COLUMN order_lines.course IS 'null: cooked at once';

ALTER TABLE tickets
  ADD COLUMN course smallint CHECK (course BETWEEN 1 AND 9),
  ADD COLUMN fired_at timestamptz,
  DROP CONSTRAINT tickets_one_per_round,
  ADD CONSTRAINT tickets_one_per_round UNIQUE NULLS NOT DISTINCT (order_id, station, round, course),
  DROP CONSTRAINT tickets_status_check,
  ADD CONSTRAINT tickets_status_check CHECK (status IN ('HELD', 'NEW', 'PREPARING', 'READY', 'CANCELLED'));
UPDATE tickets SET fired_at = placed_at;
ALTER TABLE tickets
  ADD CONSTRAINT tickets_fired CHECK (fired_at IS NOT NULL OR status IN ('HELD', 'CANCELLED'));
COMMENT ON COLUMN tickets.fired_at IS 'when the kitchen was told to cook it: its time counts from here';
DROP INDEX tickets_open;
CREATE INDEX tickets_open ON tickets (outlet_id, station, placed_at) WHERE status IN ('HELD', 'NEW', 'PREPARING');

INSERT INTO status_edges VALUES ('ticket', 'HELD', 'NEW'), ('ticket', 'NEW', 'HELD'), ('ticket', 'HELD', 'CANCELLED')
ON CONFLICT DO NOTHING;

-- An order with a course still to come is not ready.
CREATE FUNCTION check_no_course_is_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM tickets WHERE order_id = NEW.id AND status = 'HELD') THEN
    RAISE EXCEPTION 'order % has a course that is held', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_no_course_held';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER no_course_held BEFORE UPDATE OF status ON orders
  FOR EACH ROW WHEN (NEW.status IN ('READY', 'SERVED', 'COMPLETED')) EXECUTE FUNCTION check_no_course_is_held();

ALTER TABLE order_changes
  DROP CONSTRAINT order_changes_kind_check,
  ADD CONSTRAINT order_changes_kind_check CHECK (kind IN (
    'LINES_ADDED', 'LINE_CHANGED', 'LINE_VOIDED', 'MOVED', 'MERGED', 'COURSE_FIRED', 'COURSE_HELD', 'SPLIT_OFF',
    'SPLIT_FROM', 'COUPONS_SHOWN', 'SERVICE_CHARGE', 'DISCOUNT_GIVEN', 'DISCOUNT_REMOVED'));
