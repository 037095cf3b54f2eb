-- The first schema. SQL stays within PostgreSQL 15.
-- Conventions: *_paise integer money, *_at UTC instants, business_date the outlet's trading day,
-- xid the writing transaction (warehouse loads read by it), quantities in the base unit (g, ml, pc).

------------------------------------------------------------------------------------------------ rules

CREATE FUNCTION stamp_xid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.xid := pg_current_xact_id();
  RETURN NEW;
END $$;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TABLE status_edges (
  machine      text NOT NULL CHECK (machine IN ('order', 'ticket', 'payment', 'refund')),
  from_status  text NOT NULL,
  to_status    text NOT NULL,
  PRIMARY KEY (machine, from_status, to_status)
);

CREATE FUNCTION check_status_edge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status IS DISTINCT FROM OLD.status AND NOT EXISTS (
    SELECT FROM status_edges
    WHERE machine = TG_ARGV[0] AND from_status = OLD.status AND to_status = NEW.status
  ) THEN
    RAISE EXCEPTION 'a % in % cannot become %', TG_ARGV[0], OLD.status, NEW.status
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_ARGV[0] || '_status_edge';
  END IF;
  RETURN NEW;
END $$;

--------------------------------------------------------------------------------------- outlet and staff

CREATE TABLE outlets (
  id            text PRIMARY KEY CHECK (id ~ '^[a-z0-9][a-z0-9-]{1,31}$'),
  name          text NOT NULL,
  zone          text NOT NULL,
  cutover_hour  smallint NOT NULL DEFAULT 4 CHECK (cutover_hour BETWEEN 0 AND 12),
  currency      char(3) NOT NULL DEFAULT 'INR',
  gstin         text,
  is_demo       boolean NOT NULL DEFAULT false,
  created_at    timestamptz NOT NULL DEFAULT now(),
  xid           xid8 NOT NULL DEFAULT pg_current_xact_id()
);

CREATE TABLE staff (
  id             uuid PRIMARY KEY,
  outlet_id      text NOT NULL REFERENCES outlets,
  username       text NOT NULL UNIQUE CHECK (username ~ '^[a-z0-9._-]{2,40}$'),
  display_name   text NOT NULL,
  role           text NOT NULL CHECK (role IN ('admin', 'manager', 'cashier', 'waiter', 'kitchen')),
  password_hash  text NOT NULL,
  active         boolean NOT NULL DEFAULT true,
  created_at     timestamptz NOT NULL DEFAULT now(),
  xid            xid8 NOT NULL DEFAULT pg_current_xact_id()
);

--------------------------------------------------------------------------------------- menu and recipes

CREATE TABLE stations (
  outlet_id  text NOT NULL REFERENCES outlets,
  code       text NOT NULL CHECK (code ~ '^[a-z0-9][a-z0-9-]{0,31}$'),
  name       text NOT NULL,
  position   smallint NOT NULL DEFAULT 0,
  PRIMARY KEY (outlet_id, code)
);

CREATE TABLE menu_categories (
  id         uuid PRIMARY KEY,
  outlet_id  text NOT NULL REFERENCES outlets,
  code       text NOT NULL,
  name       text NOT NULL,
  position   smallint NOT NULL DEFAULT 0,
  xid        xid8 NOT NULL DEFAULT pg_current_xact_id(),
  UNIQUE (outlet_id, code)
);

CREATE TABLE menu_items (
  id            uuid PRIMARY KEY,
  outlet_id     text NOT NULL REFERENCES outlets,
  category_id   uuid NOT NULL REFERENCES menu_categories,
  code          text NOT NULL CHECK (code <> ''),
  name          text NOT NULL CHECK (name <> ''),
  variant       text NOT NULL DEFAULT '',
  price_paise   bigint NOT NULL CHECK (price_paise BETWEEN 0 AND 1000000000),
  tax_rate_bp   integer NOT NULL DEFAULT 500 CHECK (tax_rate_bp BETWEEN 0 AND 10000),
  station       text NOT NULL,
  prep_seconds  integer NOT NULL DEFAULT 600 CHECK (prep_seconds BETWEEN 0 AND 86400),
  available     boolean NOT NULL DEFAULT true,
  position      smallint NOT NULL DEFAULT 0,
  updated_at    timestamptz NOT NULL DEFAULT now(),
  xid           xid8 NOT NULL DEFAULT pg_current_xact_id(),
  UNIQUE (outlet_id, code),
  FOREIGN KEY (outlet_id, station) REFERENCES stations (outlet_id, code)
);

CREATE TABLE ingredients (
  id                uuid PRIMARY KEY,
  outlet_id         text NOT NULL REFERENCES outlets,
  code              text NOT NULL CHECK (code <> ''),
  name              text NOT NULL CHECK (name <> ''),
  unit              text NOT NULL CHECK (unit IN ('g', 'ml', 'pc')),
  reorder_level     numeric(14, 3) NOT NULL DEFAULT 0 CHECK (reorder_level BETWEEN 0 AND 1000000000),
  pack_size         numeric(14, 3) NOT NULL DEFAULT 1 CHECK (pack_size > 0 AND pack_size <= 1000000000),
  lead_time_days    smallint NOT NULL DEFAULT 2 CHECK (lead_time_days BETWEEN 0 AND 60),
  unit_cost_paise   numeric(14, 4) CHECK (unit_cost_paise BETWEEN 0 AND 1000000000),
  supplier          text NOT NULL DEFAULT '',
  xid               xid8 NOT NULL DEFAULT pg_current_xact_id(),
  UNIQUE (outlet_id, code)
);

CREATE TABLE recipes (
  id           uuid PRIMARY KEY,
  outlet_id    text NOT NULL REFERENCES outlets,
  item_id      uuid NOT NULL REFERENCES menu_items,
  version      integer NOT NULL CHECK (version > 0),
  active_from  timestamptz NOT NULL DEFAULT now(),
  xid          xid8 NOT NULL DEFAULT pg_current_xact_id(),
  UNIQUE (item_id, version)
);

CREATE TABLE recipe_lines (
  recipe_id      uuid NOT NULL REFERENCES recipes,
  ingredient_id  uuid NOT NULL REFERENCES ingredients,
  quantity       numeric(14, 3) NOT NULL CHECK (quantity > 0 AND quantity <= 1000000),
  basis          text NOT NULL DEFAULT 'assumed'
                 CHECK (basis IN ('listed', 'implied', 'assumed', 'measured')),
  xid            xid8 NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (recipe_id, ingredient_id)
);

------------------------------------------------------------------------------------------------ orders

CREATE TABLE order_counters (
  outlet_id      text NOT NULL REFERENCES outlets,
  business_date  date NOT NULL,
  last_number    integer NOT NULL CHECK (last_number > 0),
  PRIMARY KEY (outlet_id, business_date)
);

CREATE TABLE orders (
  id              uuid PRIMARY KEY,
  outlet_id       text NOT NULL REFERENCES outlets,
  number          integer NOT NULL CHECK (number > 0),
  business_date   date NOT NULL,
  order_type      text NOT NULL CHECK (order_type IN ('DINE_IN', 'TAKEAWAY', 'DELIVERY')),
  table_label     text NOT NULL DEFAULT '',
  status          text NOT NULL CHECK (status IN
                  ('PLACED', 'CONFIRMED', 'PREPARING', 'READY', 'SERVED', 'COMPLETED', 'CANCELLED')),
  currency        char(3) NOT NULL DEFAULT 'INR' CHECK (currency ~ '^[A-Z]{3}$'),
  subtotal_paise  bigint NOT NULL CHECK (subtotal_paise BETWEEN 0 AND 1000000000),
  cgst_paise      bigint NOT NULL DEFAULT 0 CHECK (cgst_paise >= 0),
  sgst_paise      bigint NOT NULL DEFAULT 0 CHECK (sgst_paise >= 0),
  round_off_paise bigint NOT NULL DEFAULT 0 CHECK (round_off_paise BETWEEN -50 AND 50),
  total_paise     bigint NOT NULL CHECK (total_paise BETWEEN 0 AND 1000000000),
  settled_paise   bigint NOT NULL DEFAULT 0,
  refunded_paise  bigint NOT NULL DEFAULT 0,
  note            text NOT NULL DEFAULT '',
  cancel_reason   text NOT NULL DEFAULT '',
  source          text NOT NULL DEFAULT 'live' CHECK (source = 'live' OR source LIKE 'import:_%'),
  external_id     text,
  version         integer NOT NULL DEFAULT 1,
  seq             bigint NOT NULL DEFAULT 0,
  placed_by       uuid REFERENCES staff,
  placed_at       timestamptz NOT NULL,
  completed_at    timestamptz,
  cancelled_at    timestamptz,
  updated_at      timestamptz NOT NULL DEFAULT now(),
  xid             xid8 NOT NULL DEFAULT pg_current_xact_id(),
  CONSTRAINT orders_total_adds_up
    CHECK (total_paise = subtotal_paise + cgst_paise + sgst_paise + round_off_paise),
  CONSTRAINT orders_not_overpaid CHECK (settled_paise BETWEEN 0 AND total_paise),
  CONSTRAINT orders_not_overrefunded CHECK (refunded_paise BETWEEN 0 AND settled_paise),
  CONSTRAINT orders_complete_when_settled
    CHECK (status <> 'COMPLETED' OR settled_paise = total_paise OR source <> 'live'),
  CONSTRAINT orders_completed_at CHECK ((status = 'COMPLETED') = (completed_at IS NOT NULL)),
  CONSTRAINT orders_cancelled_at CHECK ((status = 'CANCELLED') = (cancelled_at IS NOT NULL)),
  CONSTRAINT orders_external UNIQUE (outlet_id, source, external_id)
);
CREATE UNIQUE INDEX orders_live_number ON orders (outlet_id, business_date, number) WHERE source = 'live';
CREATE INDEX orders_by_time ON orders (outlet_id, placed_at DESC, id DESC);
CREATE INDEX orders_xid ON orders (xid);

CREATE TABLE order_lines (
  id                uuid PRIMARY KEY,
  order_id          uuid NOT NULL REFERENCES orders,
  outlet_id         text NOT NULL REFERENCES outlets,
  line_no           integer NOT NULL CHECK (line_no > 0),
  item_id           uuid NOT NULL REFERENCES menu_items,
  item_code         text NOT NULL,
  item_name         text NOT NULL,
  station           text NOT NULL,
  quantity          integer NOT NULL CHECK (quantity BETWEEN 1 AND 10000),
  unit_price_paise  bigint NOT NULL CHECK (unit_price_paise BETWEEN 0 AND 1000000000),
  total_paise       bigint NOT NULL CHECK (total_paise BETWEEN 0 AND 1000000000),
  tax_rate_bp       integer NOT NULL DEFAULT 0 CHECK (tax_rate_bp BETWEEN 0 AND 10000),
  cgst_paise        bigint NOT NULL DEFAULT 0 CHECK (cgst_paise >= 0),
  sgst_paise        bigint NOT NULL DEFAULT 0 CHECK (sgst_paise >= 0),
  recipe_id         uuid REFERENCES recipes,
  note              text NOT NULL DEFAULT '',
  xid               xid8 NOT NULL DEFAULT pg_current_xact_id(),
  UNIQUE (order_id, line_no),
  CONSTRAINT order_lines_total CHECK (total_paise = unit_price_paise * quantity)
);
CREATE INDEX order_lines_xid ON order_lines (xid);

CREATE TABLE order_status_events (
  order_id         uuid NOT NULL REFERENCES orders,
  seq              bigint NOT NULL,
  outlet_id        text NOT NULL REFERENCES outlets,
  previous_status  text,
  status           text NOT NULL,
  actor            text NOT NULL,
  occurred_at      timestamptz NOT NULL,
  PRIMARY KEY (order_id, seq)
);

CREATE TABLE tickets (
  id          uuid PRIMARY KEY,
  order_id    uuid NOT NULL REFERENCES orders,
  outlet_id   text NOT NULL REFERENCES outlets,
  station     text NOT NULL,
  status      text NOT NULL CHECK (status IN ('NEW', 'PREPARING', 'READY', 'CANCELLED')),
  version     integer NOT NULL DEFAULT 1,
  placed_at   timestamptz NOT NULL,
  started_at  timestamptz,
  ready_at    timestamptz,
  updated_at  timestamptz NOT NULL DEFAULT now(),
  UNIQUE (order_id, station),
  FOREIGN KEY (outlet_id, station) REFERENCES stations (outlet_id, code)
);
CREATE INDEX tickets_open ON tickets (outlet_id, station, placed_at) WHERE status IN ('NEW', 'PREPARING');

---------------------------------------------------------------------------------------------- payments

CREATE TABLE payments (
  id                   uuid PRIMARY KEY,
  order_id             uuid NOT NULL REFERENCES orders,
  outlet_id            text NOT NULL REFERENCES outlets,
  business_date        date NOT NULL,
  amount_paise         bigint NOT NULL CHECK (amount_paise BETWEEN 1 AND 1000000000),
  currency             char(3) NOT NULL DEFAULT 'INR' CHECK (currency ~ '^[A-Z]{3}$'),
  payment_method       text CHECK (payment_method ~ '^[A-Z][A-Z0-9_]{1,31}$'),
  status               text NOT NULL CHECK (status IN ('PENDING', 'PROCESSING', 'COMPLETED', 'FAILED',
                       'UNKNOWN', 'PARTIALLY_REFUNDED', 'REFUNDED')),
  razorpay_order_id    text UNIQUE,
  razorpay_payment_id  text UNIQUE,
  confirmed_by         text,
  confirmed_at         timestamptz,
  tendered_paise       bigint CHECK (tendered_paise BETWEEN 0 AND 1000000000),
  change_paise         bigint CHECK (change_paise BETWEEN 0 AND 1000000000),
  refund_pending_paise bigint NOT NULL DEFAULT 0 CHECK (refund_pending_paise >= 0),
  refunded_paise       bigint NOT NULL DEFAULT 0 CHECK (refunded_paise >= 0),
  failure_reason       text NOT NULL DEFAULT '',
  source               text NOT NULL DEFAULT 'live' CHECK (source = 'live' OR source LIKE 'import:_%'),
  version              integer NOT NULL DEFAULT 1,
  seq                  bigint NOT NULL DEFAULT 0,
  created_at           timestamptz NOT NULL,
  completed_at         timestamptz,
  updated_at           timestamptz NOT NULL DEFAULT now(),
  xid                  xid8 NOT NULL DEFAULT pg_current_xact_id(),
  CONSTRAINT payments_live_method CHECK (source <> 'live' OR payment_method IN ('RAZORPAY', 'CASH')),
  CONSTRAINT payments_not_overrefunded CHECK (refunded_paise + refund_pending_paise <= amount_paise),
  CONSTRAINT payments_cash_confirmed CHECK (source <> 'live' OR payment_method <> 'CASH'
    OR status IN ('PENDING', 'FAILED') OR (confirmed_by IS NOT NULL AND confirmed_at IS NOT NULL))
);
CREATE INDEX payments_by_order ON payments (order_id);
CREATE INDEX payments_by_time ON payments (outlet_id, created_at DESC, id DESC);
CREATE INDEX payments_by_day ON payments (outlet_id, business_date)
  INCLUDE (payment_method, status, amount_paise, refunded_paise);
CREATE INDEX payments_xid ON payments (xid);
CREATE UNIQUE INDEX payments_one_open_razorpay ON payments (order_id)
  WHERE payment_method = 'RAZORPAY' AND source = 'live' AND status IN ('PENDING', 'PROCESSING', 'UNKNOWN');

CREATE TABLE payment_status_events (
  payment_id       uuid NOT NULL REFERENCES payments,
  seq              bigint NOT NULL,
  outlet_id        text NOT NULL REFERENCES outlets,
  previous_status  text,
  status           text NOT NULL,
  actor            text NOT NULL,
  occurred_at      timestamptz NOT NULL,
  PRIMARY KEY (payment_id, seq)
);

CREATE TABLE refunds (
  id                  uuid PRIMARY KEY,
  payment_id          uuid NOT NULL REFERENCES payments,
  order_id            uuid NOT NULL REFERENCES orders,
  outlet_id           text NOT NULL REFERENCES outlets,
  business_date       date NOT NULL,
  amount_paise        bigint NOT NULL CHECK (amount_paise BETWEEN 1 AND 1000000000),
  status              text NOT NULL CHECK (status IN ('PENDING', 'PROCESSED', 'FAILED')),
  reason              text NOT NULL DEFAULT '',
  razorpay_refund_id  text UNIQUE,
  requested_by        text NOT NULL,
  source              text NOT NULL DEFAULT 'live' CHECK (source = 'live' OR source LIKE 'import:_%'),
  created_at          timestamptz NOT NULL,
  processed_at        timestamptz,
  updated_at          timestamptz NOT NULL DEFAULT now(),
  xid                 xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE INDEX refunds_by_payment ON refunds (payment_id);
CREATE INDEX refunds_xid ON refunds (xid);

CREATE TABLE gateway_webhooks (
  event_id      text PRIMARY KEY,
  body_sha256   bytea NOT NULL UNIQUE,
  event_type    text NOT NULL,
  body          bytea NOT NULL,
  received_at   timestamptz NOT NULL DEFAULT now(),
  processed_at  timestamptz,
  outcome       text NOT NULL DEFAULT ''
);

------------------------------------------------------------------------------------------------- stock

CREATE TABLE stock_documents (
  id             uuid PRIMARY KEY,
  outlet_id      text NOT NULL REFERENCES outlets,
  kind           text NOT NULL CHECK (kind IN ('OPENING', 'RECEIPT', 'WASTE')),
  business_date  date NOT NULL,
  reference      text NOT NULL DEFAULT '',
  reason         text NOT NULL DEFAULT '',
  recorded_by    text NOT NULL,
  recorded_at    timestamptz NOT NULL,
  seq            bigint NOT NULL DEFAULT 0
);

CREATE TABLE stock_document_lines (
  document_id      uuid NOT NULL REFERENCES stock_documents,
  ingredient_id    uuid NOT NULL REFERENCES ingredients,
  quantity         numeric(14, 3) NOT NULL CHECK (quantity > 0 AND quantity <= 1000000000),
  unit_cost_paise  numeric(14, 4) CHECK (unit_cost_paise BETWEEN 0 AND 1000000000),
  PRIMARY KEY (document_id, ingredient_id)
);

CREATE TABLE stock_movements (
  event_id       uuid NOT NULL,
  ingredient_id  uuid NOT NULL REFERENCES ingredients,
  outlet_id      text NOT NULL REFERENCES outlets,
  kind           text NOT NULL CHECK (kind IN ('OPENING', 'SALE', 'RECEIPT', 'WASTE', 'RETURN', 'COUNT')),
  quantity       numeric(14, 3) NOT NULL CHECK (quantity <> 0 AND quantity BETWEEN -1000000000 AND 1000000000),
  order_id       uuid REFERENCES orders,
  document_id    uuid REFERENCES stock_documents,
  business_date  date NOT NULL,
  occurred_at    timestamptz NOT NULL,
  recorded_at    timestamptz NOT NULL DEFAULT now(),
  xid            xid8 NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (event_id, ingredient_id)
);
CREATE INDEX stock_movements_by_ingredient ON stock_movements (ingredient_id, occurred_at);
CREATE INDEX stock_movements_by_order ON stock_movements (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX stock_movements_xid ON stock_movements (xid);

CREATE TABLE stock_levels (
  ingredient_id  uuid PRIMARY KEY REFERENCES ingredients,
  outlet_id      text NOT NULL REFERENCES outlets,
  on_hand        numeric(14, 3) NOT NULL CHECK (on_hand BETWEEN -1000000000 AND 1000000000),
  is_low         boolean NOT NULL DEFAULT false,
  seq            bigint NOT NULL DEFAULT 0,
  updated_at     timestamptz NOT NULL DEFAULT now()
);

------------------------------------------------------------------------- messages between the rooms

CREATE TABLE outbox (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event_id        uuid NOT NULL UNIQUE,
  outlet_id       text NOT NULL REFERENCES outlets,
  topic           text NOT NULL,
  aggregate_id    text NOT NULL,
  sequence        bigint NOT NULL CHECK (sequence > 0),
  message_key     text NOT NULL,
  envelope        jsonb NOT NULL,
  created_at      timestamptz NOT NULL DEFAULT now(),
  published_at    timestamptz,
  kafka_partition integer,
  kafka_offset    bigint,
  UNIQUE (aggregate_id, sequence)
);
CREATE INDEX outbox_unpublished ON outbox (id) WHERE published_at IS NULL;
CREATE INDEX outbox_by_topic ON outbox (topic, id);

CREATE FUNCTION wake_relay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('outbox', '');
  RETURN NULL;
END $$;
CREATE TRIGGER outbox_wakes_relay AFTER INSERT ON outbox
  FOR EACH STATEMENT EXECUTE FUNCTION wake_relay();

CREATE TABLE inbox (
  consumer      text NOT NULL,
  event_id      uuid NOT NULL,
  topic         text NOT NULL,
  processed_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer, event_id)
);

CREATE TABLE dead_letters (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  consumer      text NOT NULL,
  topic         text NOT NULL,
  partition     integer NOT NULL,
  kafka_offset  bigint NOT NULL,
  key           bytea,
  payload       bytea,
  headers       jsonb NOT NULL DEFAULT '{}',
  error         text NOT NULL,
  attempts      integer NOT NULL DEFAULT 1,
  created_at    timestamptz NOT NULL DEFAULT now(),
  replayed_at   timestamptz,
  UNIQUE (consumer, topic, partition, kafka_offset)
);

CREATE TABLE idempotency_keys (
  scope           text NOT NULL,
  key             text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
  request_sha256  bytea NOT NULL,
  response_status smallint,
  response_body   bytea,
  response_headers jsonb NOT NULL DEFAULT '{}',
  created_at      timestamptz NOT NULL DEFAULT now(),
  completed_at    timestamptz,
  PRIMARY KEY (scope, key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);

------------------------------------------------------------------------------------------ notifications

CREATE TABLE audiences (
  name      text PRIMARY KEY,
  last_seq  bigint NOT NULL DEFAULT 0
);

CREATE TABLE notifications (
  audience      text NOT NULL REFERENCES audiences,
  seq           bigint NOT NULL,
  id            uuid NOT NULL UNIQUE,
  outlet_id     text NOT NULL REFERENCES outlets,
  kind          text NOT NULL,
  title         text NOT NULL,
  body          jsonb NOT NULL,
  source_event  uuid NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (audience, seq),
  UNIQUE (audience, source_event, id)
);

CREATE FUNCTION wake_gateway() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('notifications', '');
  RETURN NULL;
END $$;
CREATE TRIGGER notifications_wake_gateway AFTER INSERT ON notifications
  FOR EACH STATEMENT EXECUTE FUNCTION wake_gateway();

CREATE TABLE screens (
  id          uuid PRIMARY KEY,
  outlet_id   text NOT NULL REFERENCES outlets,
  audience    text NOT NULL,
  acked_seq   bigint NOT NULL DEFAULT 0,
  seen_at     timestamptz NOT NULL DEFAULT now()
);

--------------------------------------------------------------------------------- triggers by table list

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['outlets', 'staff', 'menu_categories', 'menu_items', 'ingredients', 'recipes',
    'recipe_lines', 'orders', 'order_lines', 'payments', 'refunds', 'stock_movements'] LOOP
    EXECUTE format('CREATE TRIGGER stamp_xid BEFORE INSERT OR UPDATE ON %I
                    FOR EACH ROW EXECUTE FUNCTION stamp_xid()', t);
    EXECUTE format('CREATE INDEX IF NOT EXISTS %I ON %I (xid)', t || '_xid', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['stock_movements', 'stock_document_lines', 'recipes', 'recipe_lines',
    'order_status_events', 'payment_status_events', 'notifications', 'inbox'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I
                    FOR EACH ROW EXECUTE FUNCTION refuse_change()', t);
    EXECUTE format('CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON %I
                    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', t);
  END LOOP;
END $$;

CREATE TRIGGER status_edge BEFORE UPDATE OF status ON orders
  FOR EACH ROW EXECUTE FUNCTION check_status_edge('order');
CREATE TRIGGER status_edge BEFORE UPDATE OF status ON tickets
  FOR EACH ROW EXECUTE FUNCTION check_status_edge('ticket');
CREATE TRIGGER status_edge BEFORE UPDATE OF status ON payments
  FOR EACH ROW EXECUTE FUNCTION check_status_edge('payment');
CREATE TRIGGER status_edge BEFORE UPDATE OF status ON refunds
  FOR EACH ROW EXECUTE FUNCTION check_status_edge('refund');
