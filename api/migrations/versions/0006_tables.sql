-- The tables of an outlet, and orders that are put together.

CREATE TABLE dining_tables (
  outlet_id   text NOT NULL REFERENCES outlets,
  label       text NOT NULL CHECK (label <> '' AND length(label) <= 32),
  area        text NOT NULL DEFAULT '',
  seats       smallint NOT NULL DEFAULT 4 CHECK (seats BETWEEN 1 AND 100),
  position    smallint NOT NULL DEFAULT 0,
  active      boolean NOT NULL DEFAULT true,
  version     integer NOT NULL DEFAULT 1,
  PRIMARY KEY (outlet_id, label)
);
CREATE INDEX orders_at_a_table ON orders (outlet_id, table_label)
  WHERE table_label <> '' AND status NOT IN ('COMPLETED', 'CANCELLED') AND source = 'live';

ALTER TABLE order_changes DROP CONSTRAINT order_changes_kind_check;
ALTER TABLE order_changes ADD CONSTRAINT order_changes_kind_check
  CHECK (kind IN ('LINES_ADDED', 'LINE_CHANGED', 'LINE_VOIDED', 'MOVED', 'MERGED'));
