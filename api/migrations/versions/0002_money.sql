-- Money in depth: what a payment is made of, the double-entry ledger, split bills, cash drawers, settlements.
-- The ledger is posted by triggers, so that no writer can forget it and none can do it twice.
-- Signs in the ledger: a debit is positive, a credit negative; every transaction adds up to zero.

--------------------------------------------------------------------------------------------- split bill

CREATE TABLE order_parts (
  id             uuid PRIMARY KEY,
  order_id       uuid NOT NULL REFERENCES orders,
  outlet_id      text NOT NULL REFERENCES outlets,
  part_no        smallint NOT NULL CHECK (part_no > 0),
  label          text NOT NULL DEFAULT '',
  basis          text NOT NULL CHECK (basis IN ('AMOUNT', 'EQUAL', 'ITEMS')),
  amount_paise   bigint NOT NULL CHECK (amount_paise BETWEEN 0 AND 1000000000),
  settled_paise  bigint NOT NULL DEFAULT 0,
  created_by     text NOT NULL,
  created_at     timestamptz NOT NULL,
  voided_at      timestamptz,
  CONSTRAINT order_parts_not_overpaid CHECK (settled_paise BETWEEN 0 AND amount_paise),
  CONSTRAINT order_parts_void_is_unpaid CHECK (voided_at IS NULL OR settled_paise = 0)
);
CREATE UNIQUE INDEX order_parts_number ON order_parts (order_id, part_no) WHERE voided_at IS NULL;

CREATE TABLE order_part_lines (
  part_id       uuid NOT NULL REFERENCES order_parts,
  line_id       uuid NOT NULL REFERENCES order_lines,
  numerator     integer NOT NULL CHECK (numerator > 0),
  denominator   integer NOT NULL CHECK (denominator > 0),
  amount_paise  bigint NOT NULL CHECK (amount_paise BETWEEN 0 AND 1000000000),
  PRIMARY KEY (part_id, line_id)
);

------------------------------------------------------------------------------------------ cash drawers

CREATE TABLE drawer_shifts (
  id              uuid PRIMARY KEY,
  outlet_id       text NOT NULL REFERENCES outlets,
  drawer          text NOT NULL CHECK (drawer ~ '^[a-z0-9][a-z0-9-]{0,31}$'),
  z_number        integer NOT NULL CHECK (z_number > 0),
  business_date   date NOT NULL,
  float_paise     bigint NOT NULL CHECK (float_paise BETWEEN 0 AND 1000000000),
  opened_by       text NOT NULL,
  opened_at       timestamptz NOT NULL,
  counted_paise   bigint CHECK (counted_paise BETWEEN 0 AND 1000000000),
  expected_paise  bigint,
  closed_by       text,
  closed_at       timestamptz,
  last_movement   integer NOT NULL DEFAULT 0,
  version         integer NOT NULL DEFAULT 1,
  xid             xid8 NOT NULL DEFAULT pg_current_xact_id(),
  UNIQUE (outlet_id, drawer, z_number),
  CONSTRAINT drawer_shifts_closed_whole CHECK (
    (closed_at IS NULL) = (counted_paise IS NULL) AND (closed_at IS NULL) = (expected_paise IS NULL)
    AND (closed_at IS NULL) = (closed_by IS NULL))
);
CREATE UNIQUE INDEX drawer_shifts_one_open ON drawer_shifts (outlet_id, drawer) WHERE closed_at IS NULL;

CREATE TABLE drawer_movements (
  id            uuid PRIMARY KEY,
  shift_id      uuid NOT NULL REFERENCES drawer_shifts,
  outlet_id     text NOT NULL REFERENCES outlets,
  seq           integer NOT NULL CHECK (seq > 0),
  kind          text NOT NULL CHECK (kind IN ('FLOAT', 'SALE', 'REFUND', 'PAY_IN', 'PAY_OUT', 'NO_SALE',
                'OVER_SHORT', 'CLOSE')),
  amount_paise  bigint NOT NULL CHECK (amount_paise BETWEEN -1000000000 AND 1000000000),
  payment_id    uuid REFERENCES payments,
  refund_id     uuid REFERENCES refunds,
  reason        text NOT NULL DEFAULT '',
  actor         text NOT NULL,
  occurred_at   timestamptz NOT NULL,
  xid           xid8 NOT NULL DEFAULT pg_current_xact_id(),
  UNIQUE (shift_id, seq),
  CONSTRAINT drawer_movements_sign CHECK (CASE kind
    WHEN 'FLOAT' THEN amount_paise >= 0 WHEN 'SALE' THEN amount_paise > 0
    WHEN 'PAY_IN' THEN amount_paise > 0 WHEN 'REFUND' THEN amount_paise < 0
    WHEN 'PAY_OUT' THEN amount_paise < 0 WHEN 'CLOSE' THEN amount_paise <= 0
    WHEN 'NO_SALE' THEN amount_paise = 0 ELSE true END),
  CONSTRAINT drawer_movements_source CHECK (
    (kind = 'SALE') = (payment_id IS NOT NULL) AND (kind = 'REFUND') = (refund_id IS NOT NULL))
);
CREATE UNIQUE INDEX drawer_movements_sale ON drawer_movements (payment_id) WHERE payment_id IS NOT NULL;
CREATE UNIQUE INDEX drawer_movements_refund ON drawer_movements (refund_id) WHERE refund_id IS NOT NULL;

CREATE FUNCTION check_drawer_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM drawer_shifts WHERE id = NEW.shift_id AND closed_at IS NULL) THEN
    RAISE EXCEPTION 'the shift is closed'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'drawer_movements_open';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER open_only BEFORE INSERT ON drawer_movements
  FOR EACH ROW EXECUTE FUNCTION check_drawer_is_open();

CREATE FUNCTION check_drawer_is_empty() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT coalesce(sum(amount_paise), 0) FROM drawer_movements WHERE shift_id = NEW.id) <> 0 THEN
    RAISE EXCEPTION 'a closed shift must add up to zero'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'drawer_shifts_balance';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER balanced AFTER UPDATE OF closed_at ON drawer_shifts
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.closed_at IS NOT NULL)
  EXECUTE FUNCTION check_drawer_is_empty();

CREATE FUNCTION keep_closed_shift() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a closed shift is not changed'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'drawer_shifts_closed';
END $$;
CREATE TRIGGER keep_closed BEFORE UPDATE ON drawer_shifts
  FOR EACH ROW WHEN (OLD.closed_at IS NOT NULL) EXECUTE FUNCTION keep_closed_shift();

---------------------------------------------------------------------------------------------- payments

ALTER TABLE payments
  ADD COLUMN tip_paise bigint NOT NULL DEFAULT 0 CHECK (tip_paise >= 0),
  ADD COLUMN rounding_paise bigint NOT NULL DEFAULT 0 CHECK (rounding_paise BETWEEN -50 AND 50),
  ADD COLUMN surplus_paise bigint NOT NULL DEFAULT 0 CHECK (surplus_paise >= 0),
  ADD COLUMN applied_paise bigint NOT NULL
    GENERATED ALWAYS AS (amount_paise - tip_paise - rounding_paise - surplus_paise) STORED,
  ADD COLUMN part_id uuid REFERENCES order_parts,
  ADD COLUMN shift_id uuid REFERENCES drawer_shifts,
  ADD COLUMN duplicate_of uuid REFERENCES payments,
  ADD COLUMN razorpay_qr_id text UNIQUE,
  ADD COLUMN qr_image_url text,
  ADD COLUMN upi_intent text,
  ADD COLUMN gateway_method text,
  ADD COLUMN fee_paise bigint CHECK (fee_paise >= 0),
  ADD COLUMN fee_tax_paise bigint CHECK (fee_tax_paise >= 0),
  ADD COLUMN next_check_at timestamptz,
  ADD CONSTRAINT payments_adds_up CHECK (applied_paise >= 0),
  ADD CONSTRAINT payments_rounding_is_cash CHECK (rounding_paise = 0 OR payment_method = 'CASH'),
  ADD CONSTRAINT payments_one_code CHECK (razorpay_order_id IS NULL OR razorpay_qr_id IS NULL);
COMMENT ON COLUMN payments.amount_paise IS 'money that moved: applied + tip + rounding + surplus';
COMMENT ON COLUMN payments.applied_paise IS 'what it settled of its order';
COMMENT ON COLUMN payments.rounding_paise IS 'cash is rounded to the rupee: what was taken more (or less)';
COMMENT ON COLUMN payments.surplus_paise IS 'what the order could not take; owed to the guest';
COMMENT ON COLUMN payments.duplicate_of IS 'the payment whose code at the gateway was paid a second time';

CREATE INDEX payments_to_check ON payments (next_check_at) WHERE next_check_at IS NOT NULL;
DROP INDEX payments_one_open_razorpay;
CREATE UNIQUE INDEX payments_one_open_razorpay ON payments (order_id, coalesce(part_id, order_id))
  WHERE payment_method = 'RAZORPAY' AND source = 'live' AND duplicate_of IS NULL
    AND status IN ('PENDING', 'PROCESSING', 'UNKNOWN');

CREATE FUNCTION keep_received_money() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.order_id, NEW.outlet_id, NEW.business_date, NEW.payment_method, NEW.amount_paise, NEW.tip_paise,
      NEW.rounding_paise, NEW.surplus_paise, NEW.part_id, NEW.shift_id, NEW.razorpay_payment_id)
     IS DISTINCT FROM
     (OLD.order_id, OLD.outlet_id, OLD.business_date, OLD.payment_method, OLD.amount_paise, OLD.tip_paise,
      OLD.rounding_paise, OLD.surplus_paise, OLD.part_id, OLD.shift_id, OLD.razorpay_payment_id) THEN
    RAISE EXCEPTION 'money that was received is not changed'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_received';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_received BEFORE UPDATE ON payments
  FOR EACH ROW WHEN (OLD.source = 'live' AND OLD.status IN ('COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED'))
  EXECUTE FUNCTION keep_received_money();

ALTER TABLE refunds
  ADD COLUMN tip_paise bigint NOT NULL DEFAULT 0 CHECK (tip_paise >= 0),
  ADD COLUMN rounding_paise bigint NOT NULL DEFAULT 0 CHECK (rounding_paise BETWEEN -50 AND 50),
  ADD COLUMN surplus_paise bigint NOT NULL DEFAULT 0 CHECK (surplus_paise >= 0),
  ADD COLUMN sale_paise bigint NOT NULL
    GENERATED ALWAYS AS (amount_paise - tip_paise - rounding_paise - surplus_paise) STORED,
  ADD COLUMN shift_id uuid REFERENCES drawer_shifts,
  ADD COLUMN next_check_at timestamptz,
  ADD COLUMN attempts integer NOT NULL DEFAULT 0,
  ADD COLUMN last_error text NOT NULL DEFAULT '',
  ADD CONSTRAINT refunds_add_up CHECK (sale_paise >= 0);
CREATE INDEX refunds_to_check ON refunds (next_check_at) WHERE next_check_at IS NOT NULL;
CREATE UNIQUE INDEX refunds_one_surplus ON refunds (payment_id) WHERE surplus_paise > 0 AND status <> 'FAILED';

ALTER TABLE gateway_webhooks
  ADD COLUMN attempts integer NOT NULL DEFAULT 0,
  ADD COLUMN next_at timestamptz DEFAULT now(),
  ADD COLUMN error text NOT NULL DEFAULT '';
UPDATE gateway_webhooks SET next_at = NULL WHERE processed_at IS NOT NULL;
CREATE INDEX gateway_webhooks_due ON gateway_webhooks (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX gateway_webhooks_dead ON gateway_webhooks (received_at) WHERE outcome = 'dead';

CREATE FUNCTION wake_payments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('payments', '');
  RETURN NULL;
END $$;
CREATE TRIGGER webhooks_wake_payments AFTER INSERT ON gateway_webhooks
  FOR EACH STATEMENT EXECUTE FUNCTION wake_payments();

-------------------------------------------------------------------------------- the gateway's settlements

CREATE TABLE settlements (
  id            text PRIMARY KEY CHECK (id ~ '^setl_[A-Za-z0-9]{1,40}$'),
  status        text NOT NULL,
  amount_paise  bigint NOT NULL,
  fees_paise    bigint NOT NULL,
  tax_paise     bigint NOT NULL,
  utr           text NOT NULL DEFAULT '',
  settled_at    timestamptz NOT NULL,
  imported_at   timestamptz NOT NULL,
  xid           xid8 NOT NULL DEFAULT pg_current_xact_id()
);

CREATE TABLE settlement_lines (
  settlement_id        text NOT NULL REFERENCES settlements,
  entity_id            text NOT NULL CHECK (length(entity_id) BETWEEN 1 AND 64),
  type                 text NOT NULL CHECK (type IN ('payment', 'refund', 'transfer', 'adjustment')),
  outlet_id            text REFERENCES outlets,
  order_id             uuid REFERENCES orders,
  payment_id           uuid REFERENCES payments,
  refund_id            uuid REFERENCES refunds,
  razorpay_payment_id  text,
  razorpay_order_id    text,
  currency             char(3) NOT NULL,
  amount_paise         bigint NOT NULL,
  credit_paise         bigint NOT NULL CHECK (credit_paise >= 0),
  debit_paise          bigint NOT NULL CHECK (debit_paise >= 0),
  fee_paise            bigint NOT NULL CHECK (fee_paise >= 0),
  tax_paise            bigint NOT NULL CHECK (tax_paise >= 0),
  method               text NOT NULL DEFAULT '',
  utr                  text NOT NULL DEFAULT '',
  entity_created_at    timestamptz NOT NULL,
  settled_at           timestamptz NOT NULL,
  business_date        date NOT NULL,
  source               text NOT NULL CHECK (source IN ('api', 'csv')),
  imported_at          timestamptz NOT NULL,
  xid                  xid8 NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (settlement_id, entity_id),
  CONSTRAINT settlement_lines_one_side CHECK (credit_paise = 0 OR debit_paise = 0)
);
CREATE INDEX settlement_lines_by_entity ON settlement_lines (entity_id);

CREATE TABLE settlement_exceptions (
  id              uuid PRIMARY KEY,
  kind            text NOT NULL CHECK (kind IN ('MISSING', 'LATE', 'FEE_OFF', 'AMOUNT_OFF', 'UNKNOWN',
                  'DUPLICATE', 'REFUND_WITHOUT_ROW', 'TOTAL_OFF')),
  subject         text NOT NULL,
  settlement_id   text REFERENCES settlements,
  outlet_id       text REFERENCES outlets,
  payment_id      uuid REFERENCES payments,
  refund_id       uuid REFERENCES refunds,
  expected        text NOT NULL DEFAULT '',
  found           text NOT NULL DEFAULT '',
  first_seen_at   timestamptz NOT NULL,
  resolved_at     timestamptz,
  resolved_by     text NOT NULL DEFAULT '',
  note            text NOT NULL DEFAULT '',
  xid             xid8 NOT NULL DEFAULT pg_current_xact_id(),
  UNIQUE (kind, subject)
);
CREATE INDEX settlement_exceptions_open ON settlement_exceptions (first_seen_at) WHERE resolved_at IS NULL;

------------------------------------------------------------------------------------ double-entry ledger

CREATE TABLE ledger_accounts (
  code     text PRIMARY KEY,
  kind     text NOT NULL CHECK (kind IN ('ASSET', 'LIABILITY', 'CLEARING', 'EXPENSE', 'EQUITY')),
  meaning  text NOT NULL
);
INSERT INTO ledger_accounts VALUES
  ('CASH', 'ASSET', 'notes and coins in drawers and with waiters'),
  ('GATEWAY', 'ASSET', 'captured by the payment gateway, not settled yet'),
  ('ELSEWHERE', 'ASSET', 'received by a system whose history was imported'),
  ('BANK', 'ASSET', 'settled to the bank account'),
  ('SAFE', 'ASSET', 'cash taken out of drawers at the end of a shift'),
  ('ORDERS', 'CLEARING', 'what guests have paid for their orders'),
  ('TIPS', 'LIABILITY', 'tips, owed to the staff'),
  ('SURPLUS', 'LIABILITY', 'paid beyond what an order could take, owed to the guest'),
  ('ROUNDING', 'EXPENSE', 'cash rounded to the rupee'),
  ('GATEWAY_FEES', 'EXPENSE', 'fees of the payment gateway, without GST'),
  ('GATEWAY_GST', 'ASSET', 'GST on those fees, claimable as input credit'),
  ('SUSPENSE', 'CLEARING', 'settled by the gateway, but not for anything of ours'),
  ('PAY_IN', 'EQUITY', 'cash put into a drawer by hand'),
  ('PAY_OUT', 'EXPENSE', 'cash taken out of a drawer by hand'),
  ('OVER_SHORT', 'EXPENSE', 'cash missing (or too much) when a drawer was counted');

CREATE TABLE ledger_transactions (
  id              uuid PRIMARY KEY,
  kind            text NOT NULL CHECK (kind IN ('PAYMENT', 'REFUND', 'DRAWER', 'SETTLEMENT')),
  source_id       text NOT NULL,
  outlet_id       text REFERENCES outlets,
  order_id        uuid REFERENCES orders,
  payment_id      uuid REFERENCES payments,
  payment_method  text,
  business_date   date NOT NULL,
  occurred_at     timestamptz NOT NULL,
  n_entries       smallint NOT NULL CHECK (n_entries >= 2),
  xid             xid8 NOT NULL DEFAULT pg_current_xact_id(),
  UNIQUE (kind, source_id)
);
CREATE INDEX ledger_transactions_by_order ON ledger_transactions (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX ledger_transactions_by_day ON ledger_transactions (outlet_id, business_date);

CREATE TABLE ledger_entries (
  transaction_id  uuid NOT NULL REFERENCES ledger_transactions,
  line_no         smallint NOT NULL CHECK (line_no > 0),
  account         text NOT NULL REFERENCES ledger_accounts,
  amount_paise    bigint NOT NULL CHECK (amount_paise <> 0),
  xid             xid8 NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (transaction_id, line_no)
);
CREATE INDEX ledger_entries_by_account ON ledger_entries (account);

CREATE FUNCTION check_ledger_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  checked uuid := CASE TG_TABLE_NAME WHEN 'ledger_entries' THEN (to_jsonb(NEW) ->> 'transaction_id')::uuid
                  ELSE (to_jsonb(NEW) ->> 'id')::uuid END;
  entries bigint;
  total numeric;
BEGIN
  SELECT count(*), coalesce(sum(amount_paise), 0) INTO entries, total
  FROM ledger_entries WHERE transaction_id = checked;
  IF total <> 0 OR entries <> (SELECT n_entries FROM ledger_transactions WHERE id = checked) THEN
    RAISE EXCEPTION 'ledger transaction % has % entries that add up to %', checked, entries, total
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_balance';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER balanced AFTER INSERT ON ledger_transactions
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_ledger_balance();
CREATE CONSTRAINT TRIGGER balanced AFTER INSERT ON ledger_entries
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_ledger_balance();

CREATE FUNCTION post_to_ledger(
  what ledger_transactions, accounts text[], amounts bigint[]
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  what.id := gen_random_uuid();
  what.xid := pg_current_xact_id();
  SELECT count(*) INTO what.n_entries FROM unnest(amounts) AS amount WHERE amount <> 0;
  IF what.n_entries = 0 THEN
    RETURN;  -- nothing moved: a drawer opened with an empty float, or opened for change
  END IF;
  INSERT INTO ledger_transactions SELECT what.*;
  INSERT INTO ledger_entries (transaction_id, line_no, account, amount_paise)
  SELECT what.id, row_number() OVER (ORDER BY place), account, amount
  FROM unnest(accounts, amounts) WITH ORDINALITY AS entry (account, amount, place)
  WHERE amount <> 0;
END $$;

CREATE FUNCTION money_account(payment_method text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE payment_method WHEN 'CASH' THEN 'CASH' WHEN 'RAZORPAY' THEN 'GATEWAY' ELSE 'ELSEWHERE' END
$$;

CREATE FUNCTION post_payment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE what ledger_transactions;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF OLD.status IN ('COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED') THEN
      RETURN NULL;
    END IF;
  END IF;
  what.kind := 'PAYMENT';
  what.source_id := NEW.id;
  what.outlet_id := NEW.outlet_id;
  what.order_id := NEW.order_id;
  what.payment_id := NEW.id;
  what.payment_method := coalesce(NEW.payment_method, 'UNKNOWN');
  what.business_date := NEW.business_date;
  what.occurred_at := coalesce(NEW.completed_at, NEW.created_at);
  PERFORM post_to_ledger(what,
    ARRAY[CASE WHEN NEW.source = 'live' THEN money_account(NEW.payment_method) ELSE 'ELSEWHERE' END,
          'ORDERS', 'TIPS', 'ROUNDING', 'SURPLUS'],
    ARRAY[NEW.amount_paise, -NEW.applied_paise, -NEW.tip_paise, -NEW.rounding_paise, -NEW.surplus_paise]);
  RETURN NULL;
END $$;
CREATE TRIGGER post_to_ledger AFTER INSERT OR UPDATE OF status ON payments
  FOR EACH ROW WHEN (NEW.status IN ('COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED'))
  EXECUTE FUNCTION post_payment();

CREATE FUNCTION post_refund() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE what ledger_transactions;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF OLD.status = 'PROCESSED' THEN
      RETURN NULL;
    END IF;
  END IF;
  SELECT coalesce(payment_method, 'UNKNOWN') INTO what.payment_method FROM payments WHERE id = NEW.payment_id;
  what.kind := 'REFUND';
  what.source_id := NEW.id;
  what.outlet_id := NEW.outlet_id;
  what.order_id := NEW.order_id;
  what.payment_id := NEW.payment_id;
  what.business_date := NEW.business_date;
  what.occurred_at := coalesce(NEW.processed_at, NEW.created_at);
  PERFORM post_to_ledger(what,
    ARRAY[CASE WHEN NEW.source = 'live' THEN money_account(what.payment_method) ELSE 'ELSEWHERE' END,
          'ORDERS', 'TIPS', 'ROUNDING', 'SURPLUS'],
    ARRAY[-NEW.amount_paise, NEW.sale_paise, NEW.tip_paise, NEW.rounding_paise, NEW.surplus_paise]);
  RETURN NULL;
END $$;
CREATE TRIGGER post_to_ledger AFTER INSERT OR UPDATE OF status ON refunds
  FOR EACH ROW WHEN (NEW.status = 'PROCESSED') EXECUTE FUNCTION post_refund();

CREATE FUNCTION post_drawer_movement() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE what ledger_transactions;
BEGIN
  what.kind := 'DRAWER';
  what.source_id := NEW.id;
  what.outlet_id := NEW.outlet_id;
  SELECT business_date INTO what.business_date FROM drawer_shifts WHERE id = NEW.shift_id;
  what.occurred_at := NEW.occurred_at;
  PERFORM post_to_ledger(what,
    ARRAY['CASH', CASE NEW.kind WHEN 'FLOAT' THEN 'SAFE' WHEN 'CLOSE' THEN 'SAFE' ELSE NEW.kind END],
    ARRAY[NEW.amount_paise, -NEW.amount_paise]);
  RETURN NULL;
END $$;
CREATE TRIGGER post_to_ledger AFTER INSERT ON drawer_movements
  FOR EACH ROW WHEN (NEW.kind IN ('FLOAT', 'PAY_IN', 'PAY_OUT', 'OVER_SHORT', 'CLOSE'))
  EXECUTE FUNCTION post_drawer_movement();

CREATE FUNCTION post_settlement_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  what ledger_transactions;
  net bigint := NEW.credit_paise - NEW.debit_paise;
BEGIN
  what.kind := 'SETTLEMENT';
  what.source_id := NEW.settlement_id || '/' || NEW.entity_id;
  what.outlet_id := NEW.outlet_id;
  what.payment_id := NEW.payment_id;
  what.business_date := NEW.business_date;
  what.occurred_at := NEW.settled_at;
  PERFORM post_to_ledger(what,
    ARRAY['BANK', 'GATEWAY_FEES', 'GATEWAY_GST',
          CASE WHEN NEW.payment_id IS NULL AND NEW.refund_id IS NULL THEN 'SUSPENSE' ELSE 'GATEWAY' END],
    ARRAY[net, NEW.fee_paise - NEW.tax_paise, NEW.tax_paise, -net - NEW.fee_paise]);
  RETURN NULL;
END $$;
CREATE TRIGGER post_to_ledger AFTER INSERT ON settlement_lines
  FOR EACH ROW EXECUTE FUNCTION post_settlement_line();

------------------------------------------------------------------- orders agree with parts and with the ledger

CREATE FUNCTION check_order_money() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  checked uuid := CASE TG_TABLE_NAME WHEN 'order_parts' THEN (to_jsonb(NEW) ->> 'order_id')::uuid
                  ELSE (to_jsonb(NEW) ->> 'id')::uuid END;
  placed orders;
  in_ledger numeric;
  parts bigint;
  parted numeric;
  parted_settled numeric;
BEGIN
  SELECT * INTO placed FROM orders WHERE id = checked;
  SELECT coalesce(-sum(e.amount_paise), 0) INTO in_ledger
  FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
  WHERE t.order_id = checked AND e.account = 'ORDERS';
  IF in_ledger <> placed.settled_paise - placed.refunded_paise THEN
    RAISE EXCEPTION 'order % shows % paise kept, its ledger %', checked,
      placed.settled_paise - placed.refunded_paise, in_ledger
      USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_equal_ledger';
  END IF;
  SELECT count(*), sum(amount_paise), sum(settled_paise) INTO parts, parted, parted_settled
  FROM order_parts WHERE order_id = checked AND voided_at IS NULL;
  IF parts > 0 AND (parted <> placed.total_paise OR parted_settled <> placed.settled_paise) THEN
    RAISE EXCEPTION 'the parts of order % do not add up to it', checked
      USING ERRCODE = 'check_violation', CONSTRAINT = 'order_parts_add_up';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER money_adds_up AFTER UPDATE OF total_paise, settled_paise, refunded_paise ON orders
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.source = 'live' AND (NEW.total_paise, NEW.settled_paise, NEW.refunded_paise)
        IS DISTINCT FROM (OLD.total_paise, OLD.settled_paise, OLD.refunded_paise))
  EXECUTE FUNCTION check_order_money();
CREATE CONSTRAINT TRIGGER money_adds_up AFTER INSERT OR UPDATE ON order_parts
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_order_money();

--------------------------------------------------------------------------------- triggers by table list

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['drawer_shifts', 'drawer_movements', 'settlements', 'settlement_lines',
    'settlement_exceptions', 'ledger_transactions', 'ledger_entries'] LOOP
    EXECUTE format('CREATE TRIGGER stamp_xid BEFORE INSERT OR UPDATE ON %I
                    FOR EACH ROW EXECUTE FUNCTION stamp_xid()', t);
    EXECUTE format('CREATE INDEX %I ON %I (xid)', t || '_xid', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['drawer_movements', 'settlement_lines', 'ledger_accounts', 'ledger_transactions',
    'ledger_entries', 'order_part_lines'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I
                    FOR EACH ROW EXECUTE FUNCTION refuse_change()', t);
    EXECUTE format('CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON %I
                    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', t);
  END LOOP;
END $$;

-- What was received before there was a ledger is posted now, once.
DO $$
DECLARE
  p payments;
  r refunds;
BEGIN
  FOR p IN SELECT * FROM payments WHERE status IN ('COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED') LOOP
    PERFORM post_to_ledger(
      ROW(NULL, 'PAYMENT', p.id, p.outlet_id, p.order_id, p.id, coalesce(p.payment_method, 'UNKNOWN'),
          p.business_date, coalesce(p.completed_at, p.created_at), NULL, NULL)::ledger_transactions,
      ARRAY[CASE WHEN p.source = 'live' THEN money_account(p.payment_method) ELSE 'ELSEWHERE' END, 'ORDERS'],
      ARRAY[p.amount_paise, -p.amount_paise]);
  END LOOP;
  FOR r IN SELECT * FROM refunds WHERE status = 'PROCESSED' LOOP
    SELECT * INTO p FROM payments WHERE id = r.payment_id;
    PERFORM post_to_ledger(
      ROW(NULL, 'REFUND', r.id, r.outlet_id, r.order_id, p.id, coalesce(p.payment_method, 'UNKNOWN'),
          r.business_date, coalesce(r.processed_at, r.created_at), NULL, NULL)::ledger_transactions,
      ARRAY[CASE WHEN p.source = 'live' THEN money_account(p.payment_method) ELSE 'ELSEWHERE' END, 'ORDERS'],
      ARRAY[-r.amount_paise, r.amount_paise]);
  END LOOP;
END $$;

------------------------------------------------------------------------------------- the application's role

-- The API works under this role: it may add to the append-only books and never change them.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'chitrail_app') THEN
    BEGIN
      CREATE ROLE chitrail_app NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL;  -- another database of this server made it at the same moment
    END;
  END IF;
  EXECUTE format('GRANT chitrail_app TO %I', current_user);
END $$;
GRANT USAGE ON SCHEMA public TO chitrail_app;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO chitrail_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE ON TABLES TO chitrail_app;
GRANT DELETE ON idempotency_keys TO chitrail_app;
REVOKE INSERT, UPDATE ON alembic_version, status_edges, ledger_accounts FROM chitrail_app;
REVOKE UPDATE ON stock_movements, stock_document_lines, recipes, recipe_lines, order_status_events,
  payment_status_events, notifications, inbox, drawer_movements, settlement_lines, ledger_transactions,
  ledger_entries, order_part_lines FROM chitrail_app;
