-- Counting stock while trade goes on: what several people counted and when, and what came of it. And why things
-- are thrown away, in words of the house.

CREATE TABLE stock_counts (
  id            uuid PRIMARY KEY,
  outlet_id     text NOT NULL REFERENCES outlets,
  name          text NOT NULL DEFAULT '',
  blind         boolean NOT NULL,
  status        text NOT NULL CHECK (status IN ('OPEN', 'SUBMITTED', 'APPROVED', 'CANCELLED')),
  opened_by     text NOT NULL,
  opened_at     timestamptz NOT NULL,
  submitted_by  text,
  submitted_at  timestamptz,
  closed_by     text,
  closed_at     timestamptz,
  document_id   uuid UNIQUE REFERENCES stock_documents,
  CHECK ((status IN ('APPROVED', 'CANCELLED')) = (closed_at IS NOT NULL)),
  CHECK (document_id IS NULL OR status = 'APPROVED')
);
CREATE INDEX stock_counts_of_outlet ON stock_counts (outlet_id, opened_at);

CREATE TABLE stock_count_lines (
  count_id       uuid NOT NULL REFERENCES stock_counts,
  ingredient_id  uuid NOT NULL REFERENCES ingredients,
  round          smallint NOT NULL DEFAULT 1 CHECK (round > 0),
  running        boolean NOT NULL DEFAULT true,
  counted        numeric(14, 3) CHECK (counted >= 0),
  counted_at     timestamptz,
  expected       numeric(14, 3),
  PRIMARY KEY (count_id, ingredient_id),
  CHECK (num_nonnulls(counted, counted_at, expected) IN (0, 3)),
  CHECK (NOT (running AND expected IS NOT NULL))
);
-- Two counts of one thing would each correct what the other corrects.
CREATE UNIQUE INDEX stock_count_lines_one_running ON stock_count_lines (ingredient_id) WHERE running;
COMMENT ON COLUMN stock_count_lines.round IS 'entries of earlier rounds no longer count';
COMMENT ON COLUMN stock_count_lines.expected IS 'what the ledger had at the moment of the count; set on approval';

CREATE TABLE stock_count_entries (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  count_id       uuid NOT NULL REFERENCES stock_counts,
  ingredient_id  uuid NOT NULL,
  round          smallint NOT NULL,
  place          text NOT NULL DEFAULT '',
  quantity       numeric(14, 3) NOT NULL CHECK (quantity BETWEEN 0 AND 1000000000),
  counted_by     text NOT NULL,
  counted_at     timestamptz NOT NULL,
  FOREIGN KEY (count_id, ingredient_id) REFERENCES stock_count_lines
);
CREATE INDEX stock_count_entries_of_line ON stock_count_entries (count_id, ingredient_id, round);
COMMENT ON TABLE stock_count_entries IS 'the last entry of a place stands; the places add up';

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON stock_count_entries
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON stock_count_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE ON stock_count_entries FROM chitrail_app;
SELECT guard_by_outlet('stock_counts');
SELECT guard_by_parent('stock_count_lines', 'count_id', 'stock_counts');
SELECT guard_by_parent('stock_count_entries', 'count_id', 'stock_counts');

-- As the owner: the inbox is the house's. How many facts about an outlet's stock, true by then, are not booked.
CREATE FUNCTION stock_not_booked(outlet text, topics text[], until timestamptz) RETURNS bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT count(*) FROM outbox b
  WHERE of_outlet(outlet) AND b.outlet_id = outlet AND b.topic = ANY(topics) AND b.created_at <= until
    AND NOT EXISTS (SELECT FROM inbox i WHERE i.consumer = 'inventory' AND i.event_id = b.event_id)
$$;

CREATE TABLE waste_reasons (
  outlet_id  text NOT NULL REFERENCES outlets,
  code       text NOT NULL CHECK (code ~ '^[a-z0-9-]{1,32}$'),
  name       text NOT NULL CHECK (name <> ''),
  active     boolean NOT NULL DEFAULT true,
  PRIMARY KEY (outlet_id, code)
);
SELECT guard_by_outlet('waste_reasons');
CREATE FUNCTION usual_waste_reasons(outlet text) RETURNS void LANGUAGE sql AS $$
  INSERT INTO waste_reasons (outlet_id, code, name)
  SELECT outlet, code, name FROM (VALUES
    ('spoiled', 'Spoiled'), ('expired', 'Past its date'), ('dropped', 'Dropped or spilled'),
    ('overproduction', 'Made too much'), ('burnt', 'Burnt or made wrongly'), ('returned', 'Sent back by a guest'),
    ('staff-meal', 'Staff meal'), ('tasting', 'Tasting or training'), ('theft', 'Missing or stolen'),
    ('other', 'Other')) AS usual (code, name)
  ON CONFLICT DO NOTHING
$$;
CREATE FUNCTION usual_waste_reasons_of_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM usual_waste_reasons(NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER usual_waste_reasons AFTER INSERT ON outlets
  FOR EACH ROW EXECUTE FUNCTION usual_waste_reasons_of_new();
SELECT usual_waste_reasons(id) FROM outlets;

ALTER TABLE stock_documents
  ADD COLUMN reason_code text,
  ADD CONSTRAINT stock_documents_reason FOREIGN KEY (outlet_id, reason_code) REFERENCES waste_reasons,
  ADD CONSTRAINT stock_documents_reason_of_waste CHECK (reason_code IS NULL OR kind = 'WASTE');
