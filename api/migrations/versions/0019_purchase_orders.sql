-- Purchase orders: drafted, approved, sent, received bit by bit.

ALTER TABLE status_edges
  DROP CONSTRAINT status_edges_machine_check,
  ADD CONSTRAINT status_edges_machine_check CHECK (machine ~ '^[a-z]+$');
INSERT INTO status_edges VALUES
  ('purchase', 'DRAFT', 'APPROVED'), ('purchase', 'DRAFT', 'CANCELLED'),
  ('purchase', 'APPROVED', 'SENT'), ('purchase', 'APPROVED', 'CANCELLED'),
  ('purchase', 'SENT', 'PARTLY_RECEIVED'), ('purchase', 'SENT', 'RECEIVED'), ('purchase', 'SENT', 'CANCELLED'),
  ('purchase', 'PARTLY_RECEIVED', 'RECEIVED'), ('purchase', 'PARTLY_RECEIVED', 'CLOSED'),
  ('purchase', 'RECEIVED', 'CLOSED');

CREATE TABLE purchasing_settings (
  outlet_id             text PRIMARY KEY REFERENCES outlets,
  approval_limit_paise  bigint NOT NULL CHECK (approval_limit_paise BETWEEN 0 AND 1000000000),
  over_receipt_bp       integer NOT NULL CHECK (over_receipt_bp BETWEEN 0 AND 10000),
  tax_is_cost           boolean NOT NULL,
  version               integer NOT NULL DEFAULT 1,
  updated_by            text NOT NULL,
  updated_at            timestamptz NOT NULL
);
COMMENT ON COLUMN purchasing_settings.over_receipt_bp IS 'how much more than ordered is taken without a second person';
COMMENT ON COLUMN purchasing_settings.tax_is_cost IS 'no input tax credit: what is bought costs its tax too';

CREATE TABLE purchase_counters (
  outlet_id       text NOT NULL REFERENCES outlets,
  series          text NOT NULL CHECK (series ~ '^[A-Z]{2}$'),
  financial_year  text NOT NULL,
  last_number     integer NOT NULL CHECK (last_number > 0),
  PRIMARY KEY (outlet_id, series, financial_year)
);

CREATE TABLE purchase_orders (
  id            uuid PRIMARY KEY,
  outlet_id     text NOT NULL REFERENCES outlets,
  supplier_id   uuid NOT NULL REFERENCES suppliers,
  number        text NOT NULL,
  status        text NOT NULL DEFAULT 'DRAFT' CHECK (status IN (
                  'DRAFT', 'APPROVED', 'SENT', 'PARTLY_RECEIVED', 'RECEIVED', 'CLOSED', 'CANCELLED')),
  note          text NOT NULL DEFAULT '',
  expected_on   date NOT NULL,
  net_paise     bigint NOT NULL CHECK (net_paise >= 0),
  tax_paise     bigint NOT NULL CHECK (tax_paise >= 0),
  total_paise   bigint NOT NULL CHECK (total_paise = net_paise + tax_paise AND total_paise <= 1000000000),
  created_by    text NOT NULL,
  created_at    timestamptz NOT NULL,
  approved_by   text,
  approved_with uuid REFERENCES staff,
  approved_at   timestamptz,
  sent_by       text,
  sent_at       timestamptz,
  sent_via      text NOT NULL DEFAULT '',
  ended_by      text,
  ended_at      timestamptz,
  end_reason    text NOT NULL DEFAULT '',
  version       integer NOT NULL DEFAULT 1,
  xid           xid8 NOT NULL DEFAULT pg_current_xact_id(),
  UNIQUE (outlet_id, number),
  CONSTRAINT purchase_orders_approved CHECK (status IN ('DRAFT', 'CANCELLED') OR approved_at IS NOT NULL),
  CONSTRAINT purchase_orders_sent CHECK (status IN ('DRAFT', 'APPROVED', 'CANCELLED') OR sent_at IS NOT NULL),
  CONSTRAINT purchase_orders_ended CHECK ((status IN ('CLOSED', 'CANCELLED')) = (ended_at IS NOT NULL))
);
COMMENT ON COLUMN purchase_orders.approved_with IS 'the second person, where the total was above the limit';
CREATE INDEX purchase_orders_newest ON purchase_orders (outlet_id, created_at DESC, id DESC);
CREATE INDEX purchase_orders_open ON purchase_orders (supplier_id)
  WHERE status IN ('DRAFT', 'APPROVED', 'SENT', 'PARTLY_RECEIVED');
CREATE INDEX purchase_orders_xid ON purchase_orders (xid);
CREATE TRIGGER stamp_xid BEFORE INSERT OR UPDATE ON purchase_orders FOR EACH ROW EXECUTE FUNCTION stamp_xid();
CREATE TRIGGER status_edge BEFORE UPDATE OF status ON purchase_orders
  FOR EACH ROW EXECUTE FUNCTION check_status_edge('purchase');

CREATE TABLE purchase_order_lines (
  id                uuid PRIMARY KEY,
  order_id          uuid NOT NULL REFERENCES purchase_orders,
  position          smallint NOT NULL,
  supplier_item_id  uuid NOT NULL REFERENCES supplier_items,
  ingredient_id     uuid NOT NULL REFERENCES ingredients,
  code              text NOT NULL,
  name              text NOT NULL,
  pack_size         numeric(14, 3) NOT NULL CHECK (pack_size > 0),
  price_paise       bigint NOT NULL CHECK (price_paise BETWEEN 0 AND 1000000000),
  tax_rate_bp       integer NOT NULL CHECK (tax_rate_bp BETWEEN 0 AND 10000),
  packs             numeric(14, 3) NOT NULL CHECK (packs > 0 AND packs <= 100000),
  net_paise         bigint NOT NULL CHECK (net_paise >= 0),
  tax_paise         bigint NOT NULL CHECK (tax_paise >= 0),
  expected_on       date NOT NULL,
  source            text NOT NULL CHECK (source IN ('MANUAL', 'REORDER')),
  why               text NOT NULL DEFAULT '',
  received_packs    numeric(14, 3) NOT NULL DEFAULT 0,
  most_packs        numeric(14, 3) NOT NULL,
  short_packs       numeric(14, 3) NOT NULL DEFAULT 0 CHECK (short_packs >= 0),
  UNIQUE (order_id, supplier_item_id),
  CONSTRAINT purchase_lines_most CHECK (most_packs >= packs),
  CONSTRAINT purchase_lines_received CHECK (received_packs BETWEEN 0 AND most_packs),
  CONSTRAINT purchase_lines_short CHECK (short_packs = 0 OR received_packs + short_packs = packs)
);
COMMENT ON COLUMN purchase_order_lines.most_packs IS 'what may be received: with the tolerance, or what a second person approved';
COMMENT ON COLUMN purchase_order_lines.short_packs IS 'what will not come any more';
CREATE INDEX purchase_order_lines_by_item ON purchase_order_lines (supplier_item_id);

-- What was ordered is changed in a draft alone.
CREATE FUNCTION check_purchase_is_draft() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE line purchase_order_lines := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
BEGIN
  IF NOT EXISTS (SELECT FROM purchase_orders WHERE id = line.order_id AND status = 'DRAFT') THEN
    RAISE EXCEPTION 'purchase order % is no draft', line.order_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'purchase_lines_of_drafts';
  END IF;
  RETURN line;
END $$;
CREATE TRIGGER only_in_drafts BEFORE INSERT OR DELETE OR UPDATE OF
    order_id, supplier_item_id, ingredient_id, pack_size, price_paise, tax_rate_bp, packs, net_paise, tax_paise
  ON purchase_order_lines FOR EACH ROW EXECUTE FUNCTION check_purchase_is_draft();
GRANT DELETE ON purchase_order_lines TO chitrail_app;

SELECT guard_by_outlet('purchasing_settings');
SELECT guard_by_outlet('purchase_counters');
SELECT guard_by_outlet('purchase_orders');
SELECT guard_by_parent('purchase_order_lines', 'order_id', 'purchase_orders');
