-- Discounts: promotions with every version of their terms, coupons with their uses, and what orders were given.
-- A version is never changed: an order points to the terms it was priced with.

CREATE TABLE promotions (
  id          uuid PRIMARY KEY,
  outlet_id   text REFERENCES outlets,
  code        text NOT NULL CHECK (code ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  version     integer NOT NULL DEFAULT 1 CHECK (version > 0),
  created_at  timestamptz NOT NULL DEFAULT now(),
  xid         xid8 NOT NULL DEFAULT pg_current_xact_id()
);
COMMENT ON COLUMN promotions.outlet_id IS 'null: at every outlet of the house';
CREATE UNIQUE INDEX promotions_code ON promotions (coalesce(outlet_id, ''), code);

CREATE TABLE promotion_versions (
  promotion_id        uuid NOT NULL REFERENCES promotions,
  version             integer NOT NULL CHECK (version > 0),
  name                text NOT NULL CHECK (name <> ''),
  kind                text NOT NULL CHECK (kind IN ('PERCENT', 'AMOUNT', 'ITEM_PRICE', 'BUY_X_GET_Y')),
  percent_bp          integer NOT NULL DEFAULT 0 CHECK (percent_bp BETWEEN 0 AND 10000),
  amount_paise        bigint NOT NULL DEFAULT 0 CHECK (amount_paise BETWEEN 0 AND 1000000000),
  buy_quantity        integer NOT NULL DEFAULT 0 CHECK (buy_quantity BETWEEN 0 AND 100),
  get_quantity        integer NOT NULL DEFAULT 0 CHECK (get_quantity BETWEEN 0 AND 100),
  item_codes          text[] NOT NULL DEFAULT '{}',
  category_codes      text[] NOT NULL DEFAULT '{}',
  get_item_codes      text[] NOT NULL DEFAULT '{}',
  get_category_codes  text[] NOT NULL DEFAULT '{}',
  min_order_paise     bigint NOT NULL DEFAULT 0 CHECK (min_order_paise BETWEEN 0 AND 1000000000),
  max_discount_paise  bigint CHECK (max_discount_paise BETWEEN 1 AND 1000000000),
  order_types         text[] NOT NULL CHECK (
    cardinality(order_types) > 0 AND order_types <@ ARRAY['DINE_IN', 'TAKEAWAY', 'DELIVERY']),
  valid_from          date,
  valid_until         date,
  rrule               text,
  dtstart             timestamp,
  duration_minutes    integer CHECK (duration_minutes BETWEEN 1 AND 1440),
  by_coupon           boolean NOT NULL DEFAULT false,
  priority            integer NOT NULL DEFAULT 0 CHECK (priority BETWEEN 0 AND 1000),
  exclusive           boolean NOT NULL DEFAULT false,
  stacking_group      text NOT NULL DEFAULT '',
  active              boolean NOT NULL DEFAULT true,
  created_by          text NOT NULL,
  created_at          timestamptz NOT NULL,
  xid                 xid8 NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (promotion_id, version),
  CONSTRAINT promotion_versions_kind_whole CHECK (CASE kind
    WHEN 'PERCENT' THEN percent_bp > 0
    WHEN 'AMOUNT' THEN amount_paise > 0
    WHEN 'BUY_X_GET_Y' THEN percent_bp > 0 AND buy_quantity > 0 AND get_quantity > 0
    ELSE cardinality(item_codes) + cardinality(category_codes) > 0 END),
  CONSTRAINT promotion_versions_happy_hour_whole CHECK (
    (rrule IS NULL) = (dtstart IS NULL) AND (rrule IS NULL) = (duration_minutes IS NULL)),
  CONSTRAINT promotion_versions_dates CHECK (valid_from <= valid_until)
);
COMMENT ON COLUMN promotion_versions.dtstart IS 'first start of the happy hour, in the outlet''s own time';
COMMENT ON COLUMN promotion_versions.amount_paise IS 'AMOUNT: what is taken off; ITEM_PRICE: the price of a portion';

CREATE TABLE coupons (
  id                     uuid PRIMARY KEY,
  outlet_id              text REFERENCES outlets,
  promotion_id           uuid NOT NULL REFERENCES promotions,
  code                   text NOT NULL CHECK (code ~ '^[A-Z0-9][A-Z0-9-]{2,31}$'),
  max_uses               integer CHECK (max_uses > 0),
  max_uses_per_customer  integer CHECK (max_uses_per_customer > 0),
  max_uses_per_day       integer CHECK (max_uses_per_day > 0),
  active                 boolean NOT NULL DEFAULT true,
  version                integer NOT NULL DEFAULT 1,
  created_by             text NOT NULL,
  created_at             timestamptz NOT NULL,
  xid                    xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE UNIQUE INDEX coupons_code ON coupons (coalesce(outlet_id, ''), code);
CREATE INDEX coupons_by_promotion ON coupons (promotion_id);

-- Uses of a coupon that hold: altogether, by business day of an outlet, by customer. One row is one limit's lock.
CREATE TABLE coupon_counts (
  coupon_id  uuid NOT NULL REFERENCES coupons,
  kind       text NOT NULL CHECK (kind IN ('TOTAL', 'DAY', 'CUSTOMER')),
  counted    text NOT NULL,
  uses       integer NOT NULL CHECK (uses >= 0),
  PRIMARY KEY (coupon_id, kind, counted)
);

-- References to orders are checked at commit, so that a coupon can be taken before the order is written.
CREATE TABLE order_discounts (
  id             uuid PRIMARY KEY,
  order_id       uuid NOT NULL REFERENCES orders DEFERRABLE INITIALLY DEFERRED,
  outlet_id      text NOT NULL REFERENCES outlets,
  position       smallint NOT NULL CHECK (position > 0),
  promotion_id   uuid NOT NULL REFERENCES promotions,
  version        integer NOT NULL,
  coupon_id      uuid REFERENCES coupons,
  coupon_code    text NOT NULL DEFAULT '',
  customer       text NOT NULL DEFAULT '',
  code           text NOT NULL,
  name           text NOT NULL,
  explanation    text NOT NULL,
  amount_paise   bigint NOT NULL CHECK (amount_paise BETWEEN 1 AND 1000000000),
  business_date  date NOT NULL,
  applied_at     timestamptz NOT NULL,
  released_at    timestamptz,
  xid            xid8 NOT NULL DEFAULT pg_current_xact_id(),
  FOREIGN KEY (promotion_id, version) REFERENCES promotion_versions (promotion_id, version)
);
CREATE UNIQUE INDEX order_discounts_once ON order_discounts (order_id, promotion_id) WHERE released_at IS NULL;
CREATE INDEX order_discounts_by_coupon ON order_discounts (coupon_id) WHERE coupon_id IS NOT NULL;
COMMENT ON COLUMN order_discounts.released_at IS 'when the order was cancelled or priced anew; null while it holds';

CREATE TABLE order_discount_lines (
  discount_id   uuid NOT NULL REFERENCES order_discounts,
  line_id       uuid NOT NULL REFERENCES order_lines DEFERRABLE INITIALLY DEFERRED,
  amount_paise  bigint NOT NULL CHECK (amount_paise BETWEEN 1 AND 1000000000),
  xid           xid8 NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (discount_id, line_id)
);

CREATE FUNCTION keep_order_discount() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.released_at IS NOT NULL OR NEW.released_at IS NULL
     OR to_jsonb(NEW) - 'released_at' - 'xid' <> to_jsonb(OLD) - 'released_at' - 'xid' THEN
    RAISE EXCEPTION 'a discount is released once and not changed'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'order_discounts_kept';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE UPDATE ON order_discounts
  FOR EACH ROW EXECUTE FUNCTION keep_order_discount();

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['promotions', 'promotion_versions', 'coupons', 'order_discounts',
    'order_discount_lines'] LOOP
    EXECUTE format('CREATE TRIGGER stamp_xid BEFORE INSERT OR UPDATE ON %I
                    FOR EACH ROW EXECUTE FUNCTION stamp_xid()', t);
    EXECUTE format('CREATE INDEX %I ON %I (xid)', t || '_xid', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['promotion_versions', 'order_discount_lines'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I
                    FOR EACH ROW EXECUTE FUNCTION refuse_change()', t);
    EXECUTE format('CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON %I
                    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', t);
  END LOOP;
END $$;
REVOKE UPDATE ON promotion_versions, order_discount_lines FROM chitrail_app;
