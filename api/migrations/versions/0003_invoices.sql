-- Tax invoices (CGST Rules 46, 49, 53): what an outlet is to the tax office, its invoices and credit notes.
-- A document holds everything it says, is added once and never changed. Its number is consecutive for its
-- issuer (the GSTIN, or the outlet without one), series and financial year (1 April, Asia/Kolkata).

CREATE FUNCTION financial_year(day date) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT lpad(((extract(year FROM day - interval '3 months'))::integer % 100)::text, 2, '0')
      || lpad(((extract(year FROM day + interval '9 months'))::integer % 100)::text, 2, '0')
$$;

CREATE TABLE invoice_settings (
  outlet_id           text PRIMARY KEY REFERENCES outlets,
  legal_name          text NOT NULL CHECK (legal_name <> ''),
  address             text NOT NULL CHECK (address <> ''),
  state_code          text NOT NULL CHECK (state_code ~ '^[0-9]{2}$'),
  fssai_number        text CHECK (fssai_number ~ '^[0-9]{14}$'),
  scheme              text NOT NULL CHECK (scheme IN ('REGULAR', 'COMPOSITION')),
  series              text NOT NULL CHECK (series ~ '^[A-Z0-9]{1,3}$'),
  credit_note_series  text NOT NULL CHECK (credit_note_series ~ '^[A-Z0-9]{1,3}$'),
  hsn_code            text NOT NULL CHECK (hsn_code ~ '^[0-9]{4,8}$'),
  footer              text NOT NULL,
  updated_by          text NOT NULL,
  updated_at          timestamptz NOT NULL,
  CONSTRAINT invoice_settings_series_differ CHECK (series <> credit_note_series)
);

CREATE TABLE invoice_counters (
  issuer          text NOT NULL,
  series          text NOT NULL,
  financial_year  text NOT NULL,
  kind            text NOT NULL CHECK (kind IN ('TAX_INVOICE', 'BILL_OF_SUPPLY', 'BILL', 'CREDIT_NOTE')),
  last_serial     integer NOT NULL CHECK (last_serial BETWEEN 1 AND 9999999),
  last_issued_at  timestamptz NOT NULL,
  PRIMARY KEY (issuer, series, financial_year)
);
COMMENT ON TABLE invoice_counters IS 'a series counts documents of one kind; its row is locked from a number until its commit';

CREATE FUNCTION check_counter_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.last_serial <> OLD.last_serial + 1 OR NEW.last_issued_at < OLD.last_issued_at
     OR (NEW.issuer, NEW.series, NEW.financial_year, NEW.kind)
        IS DISTINCT FROM (OLD.issuer, OLD.series, OLD.financial_year, OLD.kind) THEN
    RAISE EXCEPTION 'a counter goes on by one'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_counters_step';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER one_step BEFORE UPDATE ON invoice_counters
  FOR EACH ROW EXECUTE FUNCTION check_counter_step();

CREATE TABLE invoices (
  id               uuid PRIMARY KEY,
  outlet_id        text NOT NULL REFERENCES outlets,
  order_id         uuid NOT NULL UNIQUE REFERENCES orders,
  kind             text NOT NULL CHECK (kind IN ('TAX_INVOICE', 'BILL_OF_SUPPLY', 'BILL')),
  issuer           text NOT NULL,
  series           text NOT NULL,
  financial_year   text NOT NULL,
  serial           integer NOT NULL CHECK (serial BETWEEN 1 AND 9999999),
  number           text NOT NULL CHECK (number ~ '^[A-Z0-9/-]{1,16}$'),
  invoice_date     date NOT NULL,
  issued_at        timestamptz NOT NULL,
  issued_by        text NOT NULL,
  business_date    date NOT NULL,
  order_number     integer NOT NULL,
  order_type       text NOT NULL,
  table_label      text NOT NULL,
  outlet_name      text NOT NULL,
  seller_name      text NOT NULL,
  seller_address   text NOT NULL,
  seller_state     text NOT NULL CHECK (seller_state ~ '^[0-9]{2}$'),
  seller_gstin     text CHECK (seller_gstin ~ '^[0-9A-Z]{15}$'),
  seller_fssai     text,
  footer           text NOT NULL,
  buyer_name       text NOT NULL,
  buyer_address    text NOT NULL,
  buyer_gstin      text CHECK (buyer_gstin ~ '^[0-9A-Z]{15}$'),
  gross_paise      bigint NOT NULL CHECK (gross_paise >= 0),
  discount_paise   bigint NOT NULL CHECK (discount_paise >= 0),
  taxable_paise    bigint NOT NULL CHECK (taxable_paise >= 0),
  cgst_paise       bigint NOT NULL CHECK (cgst_paise >= 0),
  sgst_paise       bigint NOT NULL CHECK (sgst_paise >= 0),
  round_off_paise  bigint NOT NULL CHECK (round_off_paise BETWEEN -50 AND 50),
  total_paise      bigint NOT NULL CHECK (total_paise BETWEEN 0 AND 1000000000),
  amount_in_words  text NOT NULL,
  n_lines          integer NOT NULL CHECK (n_lines > 0),
  xid              xid8 NOT NULL DEFAULT pg_current_xact_id(),
  UNIQUE (issuer, series, financial_year, serial),
  UNIQUE (issuer, number),
  CONSTRAINT invoices_issuer CHECK (issuer = coalesce(seller_gstin, 'outlet:' || outlet_id)),
  CONSTRAINT invoices_number CHECK (
    number = series || '/' || financial_year || '/' || lpad(serial::text, 7, '0')),
  CONSTRAINT invoices_date CHECK (invoice_date = (issued_at AT TIME ZONE 'Asia/Kolkata')::date
    AND financial_year = financial_year(invoice_date)),
  CONSTRAINT invoices_tax_needs_gstin CHECK (
    CASE kind WHEN 'TAX_INVOICE' THEN seller_gstin IS NOT NULL ELSE cgst_paise = 0 AND sgst_paise = 0 END),
  CONSTRAINT invoices_halves CHECK (cgst_paise = sgst_paise),
  CONSTRAINT invoices_discount CHECK (taxable_paise = gross_paise - discount_paise),
  CONSTRAINT invoices_total CHECK (total_paise = taxable_paise + cgst_paise + sgst_paise + round_off_paise)
);
CREATE INDEX invoices_by_time ON invoices (outlet_id, issued_at DESC, id DESC);
CREATE INDEX invoices_by_date ON invoices (outlet_id, invoice_date);

CREATE TABLE invoice_lines (
  invoice_id        uuid NOT NULL REFERENCES invoices,
  line_no           integer NOT NULL CHECK (line_no > 0),
  item_name         text NOT NULL,
  hsn_code          text NOT NULL CHECK (hsn_code ~ '^[0-9]{4,8}$'),
  quantity          integer NOT NULL CHECK (quantity > 0),
  unit_price_paise  bigint NOT NULL CHECK (unit_price_paise >= 0),
  discount_paise    bigint NOT NULL CHECK (discount_paise >= 0),
  taxable_paise     bigint NOT NULL CHECK (taxable_paise >= 0),
  tax_rate_bp       integer NOT NULL CHECK (tax_rate_bp BETWEEN 0 AND 10000),
  cgst_paise        bigint NOT NULL CHECK (cgst_paise >= 0),
  sgst_paise        bigint NOT NULL CHECK (sgst_paise >= 0),
  xid               xid8 NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (invoice_id, line_no),
  CONSTRAINT invoice_lines_total CHECK (taxable_paise = unit_price_paise * quantity - discount_paise),
  CONSTRAINT invoice_lines_halves CHECK (cgst_paise = sgst_paise)
);

CREATE TABLE credit_notes (
  id               uuid PRIMARY KEY,
  outlet_id        text NOT NULL REFERENCES outlets,
  invoice_id       uuid NOT NULL REFERENCES invoices,
  issuer           text NOT NULL,
  series           text NOT NULL,
  financial_year   text NOT NULL,
  serial           integer NOT NULL CHECK (serial BETWEEN 1 AND 9999999),
  number           text NOT NULL CHECK (number ~ '^[A-Z0-9/-]{1,16}$'),
  note_date        date NOT NULL,
  issued_at        timestamptz NOT NULL,
  issued_by        text NOT NULL,
  reason           text NOT NULL CHECK (reason <> ''),
  taxable_paise    bigint NOT NULL CHECK (taxable_paise >= 0),
  cgst_paise       bigint NOT NULL CHECK (cgst_paise >= 0),
  sgst_paise       bigint NOT NULL CHECK (sgst_paise >= 0),
  round_off_paise  bigint NOT NULL CHECK (round_off_paise BETWEEN -50 AND 50),
  total_paise      bigint NOT NULL CHECK (total_paise > 0),
  amount_in_words  text NOT NULL,
  n_lines          integer NOT NULL CHECK (n_lines > 0),
  xid              xid8 NOT NULL DEFAULT pg_current_xact_id(),
  UNIQUE (issuer, series, financial_year, serial),
  UNIQUE (issuer, number),
  CONSTRAINT credit_notes_number CHECK (
    number = series || '/' || financial_year || '/' || lpad(serial::text, 7, '0')),
  CONSTRAINT credit_notes_date CHECK (note_date = (issued_at AT TIME ZONE 'Asia/Kolkata')::date
    AND financial_year = financial_year(note_date)),
  CONSTRAINT credit_notes_halves CHECK (cgst_paise = sgst_paise),
  CONSTRAINT credit_notes_total CHECK (
    total_paise = taxable_paise + cgst_paise + sgst_paise + round_off_paise)
);
CREATE INDEX credit_notes_of_invoice ON credit_notes (invoice_id);
CREATE INDEX credit_notes_by_date ON credit_notes (outlet_id, note_date);

CREATE TABLE credit_note_lines (
  credit_note_id  uuid NOT NULL REFERENCES credit_notes,
  line_no         integer NOT NULL,
  invoice_id      uuid NOT NULL REFERENCES invoices,
  quantity        integer NOT NULL CHECK (quantity >= 0),
  taxable_paise   bigint NOT NULL CHECK (taxable_paise >= 0),
  cgst_paise      bigint NOT NULL CHECK (cgst_paise >= 0),
  sgst_paise      bigint NOT NULL CHECK (sgst_paise >= 0),
  xid             xid8 NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (credit_note_id, line_no),
  FOREIGN KEY (invoice_id, line_no) REFERENCES invoice_lines (invoice_id, line_no),
  CONSTRAINT credit_note_lines_something CHECK (taxable_paise + cgst_paise + sgst_paise > 0),
  CONSTRAINT credit_note_lines_halves CHECK (cgst_paise = sgst_paise)
);
CREATE INDEX credit_note_lines_of_invoice ON credit_note_lines (invoice_id, line_no);
COMMENT ON COLUMN credit_note_lines.quantity IS 'portions taken back; 0 when an amount was credited';

---------------------------------------------------------------------------------- consecutive, by induction

CREATE FUNCTION check_serial() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE follows boolean;
BEGIN
  EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE issuer = $1 AND series = $2
                                 AND financial_year = $3 AND serial = $4)', TG_TABLE_NAME)
    INTO follows USING NEW.issuer, NEW.series, NEW.financial_year, NEW.serial - 1;
  IF NEW.serial > 1 AND NOT follows THEN
    RAISE EXCEPTION '% would leave a gap', NEW.number
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_gapless';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER gapless BEFORE INSERT ON invoices FOR EACH ROW EXECUTE FUNCTION check_serial();
CREATE TRIGGER gapless BEFORE INSERT ON credit_notes FOR EACH ROW EXECUTE FUNCTION check_serial();

------------------------------------------------------------------------------------------ lines add up

CREATE FUNCTION check_invoice_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE checked uuid := coalesce(to_jsonb(NEW) ->> 'invoice_id', to_jsonb(NEW) ->> 'id')::uuid;
BEGIN
  IF NOT EXISTS (
    SELECT FROM invoices i JOIN invoice_lines l ON l.invoice_id = i.id WHERE i.id = checked
    GROUP BY i.id
    HAVING count(*) = i.n_lines AND sum(l.unit_price_paise * l.quantity) = i.gross_paise
      AND sum(l.discount_paise) = i.discount_paise AND sum(l.taxable_paise) = i.taxable_paise
      AND sum(l.cgst_paise) = i.cgst_paise AND sum(l.sgst_paise) = i.sgst_paise) THEN
    RAISE EXCEPTION 'the lines of invoice % do not add up to it', checked
      USING ERRCODE = 'check_violation', CONSTRAINT = 'invoices_add_up';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER adds_up AFTER INSERT ON invoices
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_invoice_lines();
CREATE CONSTRAINT TRIGGER adds_up AFTER INSERT ON invoice_lines
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_invoice_lines();

CREATE FUNCTION check_credit_note_sum() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE checked uuid := coalesce(to_jsonb(NEW) ->> 'credit_note_id', to_jsonb(NEW) ->> 'id')::uuid;
BEGIN
  IF NOT EXISTS (
    SELECT FROM credit_notes n JOIN credit_note_lines l ON l.credit_note_id = n.id WHERE n.id = checked
    GROUP BY n.id
    HAVING count(*) = n.n_lines AND sum(l.taxable_paise) = n.taxable_paise
      AND sum(l.cgst_paise) = n.cgst_paise AND sum(l.sgst_paise) = n.sgst_paise) THEN
    RAISE EXCEPTION 'the lines of credit note % do not add up to it', checked
      USING ERRCODE = 'check_violation', CONSTRAINT = 'credit_notes_add_up';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER adds_up AFTER INSERT ON credit_notes
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_credit_note_sum();
CREATE CONSTRAINT TRIGGER adds_up AFTER INSERT ON credit_note_lines
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_credit_note_sum();

---------------------------------------------------------------------- never more than the invoice gives back

-- As the owner: the application may not lock rows of a book it cannot change.
CREATE FUNCTION check_credit_note() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE credited invoices;
BEGIN
  SELECT * INTO credited FROM invoices WHERE id = NEW.invoice_id FOR UPDATE;
  IF (credited.issuer, credited.outlet_id) IS DISTINCT FROM (NEW.issuer, NEW.outlet_id)
     OR NEW.issued_at < credited.issued_at THEN
    RAISE EXCEPTION 'a credit note is of the issuer of its invoice, and later'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'credit_notes_issuer';
  END IF;
  IF (SELECT coalesce(sum(total_paise), 0) FROM credit_notes WHERE invoice_id = NEW.invoice_id)
     + NEW.total_paise > credited.total_paise THEN
    RAISE EXCEPTION 'credit notes of % would be above it', credited.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'credit_notes_within_invoice';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER within_invoice BEFORE INSERT ON credit_notes
  FOR EACH ROW EXECUTE FUNCTION check_credit_note();

CREATE FUNCTION check_credit_note_line() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM invoices i JOIN credit_notes n ON n.invoice_id = i.id
  WHERE n.id = NEW.credit_note_id AND i.id = NEW.invoice_id FOR UPDATE OF i;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the line is of another invoice'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'credit_note_lines_invoice';
  END IF;
  IF EXISTS (
    SELECT FROM invoice_lines l
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(c.quantity), 0) AS quantity, coalesce(sum(c.taxable_paise), 0) AS taxable,
             coalesce(sum(c.cgst_paise), 0) AS cgst
      FROM credit_note_lines c WHERE c.invoice_id = l.invoice_id AND c.line_no = l.line_no) before
    WHERE l.invoice_id = NEW.invoice_id AND l.line_no = NEW.line_no
      AND (before.quantity + NEW.quantity > l.quantity
           OR before.taxable + NEW.taxable_paise > l.taxable_paise
           OR before.cgst + NEW.cgst_paise > l.cgst_paise)) THEN
    RAISE EXCEPTION 'more would be credited than the line has'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'credit_note_lines_within_line';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER within_line BEFORE INSERT ON credit_note_lines
  FOR EACH ROW EXECUTE FUNCTION check_credit_note_line();

------------------------------------------------------------------------------ an invoiced bill stays as it is

CREATE FUNCTION keep_invoiced_bill() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM invoices WHERE order_id = NEW.id) THEN
    RAISE EXCEPTION 'order % has an invoice: issue a credit note', NEW.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'orders_invoiced';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_invoiced
  BEFORE UPDATE OF subtotal_paise, cgst_paise, sgst_paise, round_off_paise, total_paise ON orders
  FOR EACH ROW
  WHEN ((NEW.subtotal_paise, NEW.cgst_paise, NEW.sgst_paise, NEW.round_off_paise, NEW.total_paise)
        IS DISTINCT FROM
        (OLD.subtotal_paise, OLD.cgst_paise, OLD.sgst_paise, OLD.round_off_paise, OLD.total_paise))
  EXECUTE FUNCTION keep_invoiced_bill();

--------------------------------------------------------------------------------------- append-only books

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['invoices', 'invoice_lines', 'credit_notes', 'credit_note_lines'] LOOP
    EXECUTE format('CREATE TRIGGER stamp_xid BEFORE INSERT ON %I
                    FOR EACH ROW EXECUTE FUNCTION stamp_xid()', t);
    EXECUTE format('CREATE INDEX %I ON %I (xid)', t || '_xid', t);
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I
                    FOR EACH ROW EXECUTE FUNCTION refuse_change()', t);
    EXECUTE format('CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON %I
                    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', t);
  END LOOP;
END $$;
REVOKE UPDATE ON invoices, invoice_lines, credit_notes, credit_note_lines FROM chitrail_app;
