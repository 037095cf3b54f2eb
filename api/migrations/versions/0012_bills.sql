-- What a bill is made of: discounts, a service charge and taxes within prices, line by line.

CREATE TABLE billing_settings (
  outlet_id                    text PRIMARY KEY REFERENCES outlets,
  prices_include_tax           boolean NOT NULL DEFAULT false,
  service_charge_bp            integer NOT NULL DEFAULT 0 CHECK (service_charge_bp BETWEEN 0 AND 2000),
  service_charge_order_types   text[] NOT NULL DEFAULT ARRAY['DINE_IN'] CHECK (
    service_charge_order_types <@ ARRAY['DINE_IN', 'TAKEAWAY', 'DELIVERY']),
  staff_discount_limit_bp      integer NOT NULL DEFAULT 1000 CHECK (staff_discount_limit_bp BETWEEN 0 AND 10000),
  version                      integer NOT NULL DEFAULT 1 CHECK (version > 0),
  updated_by                   text NOT NULL,
  updated_at                   timestamptz NOT NULL
);
COMMENT ON COLUMN billing_settings.staff_discount_limit_bp IS
  'share of an order that staff may take off without a second person';

-- An order keeps the settings it was placed under.
ALTER TABLE orders
  ADD discount_paise        bigint NOT NULL DEFAULT 0 CHECK (discount_paise >= 0),
  ADD service_charge_paise  bigint NOT NULL DEFAULT 0 CHECK (service_charge_paise >= 0),
  ADD tax_included_paise    bigint NOT NULL DEFAULT 0 CHECK (tax_included_paise >= 0),
  ADD prices_include_tax    boolean NOT NULL DEFAULT false,
  ADD service_charge_bp     integer NOT NULL DEFAULT 0 CHECK (service_charge_bp BETWEEN 0 AND 2000),
  ADD coupon_codes          text[] NOT NULL DEFAULT '{}',
  ADD customer              text NOT NULL DEFAULT '',
  DROP CONSTRAINT orders_total_adds_up,
  ADD CONSTRAINT orders_total_adds_up CHECK (total_paise = subtotal_paise - discount_paise
    + service_charge_paise - tax_included_paise + cgst_paise + sgst_paise + round_off_paise),
  ADD CONSTRAINT orders_tax_within_prices CHECK (
    tax_included_paise = CASE WHEN prices_include_tax THEN cgst_paise + sgst_paise ELSE 0 END);
COMMENT ON COLUMN orders.tax_included_paise IS 'taxes that the prices have in them already; 0 where they come on top';
COMMENT ON COLUMN orders.coupon_codes IS 'coupons the guest showed, used or not';

ALTER TABLE order_lines
  ADD discount_paise        bigint NOT NULL DEFAULT 0 CHECK (discount_paise >= 0),
  ADD service_charge_paise  bigint NOT NULL DEFAULT 0 CHECK (service_charge_paise >= 0),
  ADD tax_included_paise    bigint NOT NULL DEFAULT 0 CHECK (tax_included_paise >= 0),
  ADD ordered_at            timestamptz,
  ADD CONSTRAINT order_lines_discount CHECK (discount_paise <= total_paise),
  ADD CONSTRAINT order_lines_tax_included CHECK (tax_included_paise IN (0, cgst_paise + sgst_paise));
COMMENT ON COLUMN order_lines.ordered_at IS 'null: when the order was placed';

CREATE TABLE staff_discounts (
  id            uuid PRIMARY KEY,
  order_id      uuid NOT NULL REFERENCES orders,
  outlet_id     text NOT NULL REFERENCES outlets,
  percent_bp    integer CHECK (percent_bp BETWEEN 1 AND 10000),
  amount_paise  bigint CHECK (amount_paise BETWEEN 1 AND 1000000000),
  reason        text NOT NULL CHECK (reason <> ''),
  given_by      text NOT NULL,
  approved_by   text,
  given_at      timestamptz NOT NULL,
  removed_by    text,
  removed_at    timestamptz,
  xid           xid8 NOT NULL DEFAULT pg_current_xact_id(),
  CONSTRAINT staff_discounts_kind CHECK ((percent_bp IS NULL) <> (amount_paise IS NULL)),
  CONSTRAINT staff_discounts_removed CHECK ((removed_by IS NULL) = (removed_at IS NULL))
);
CREATE UNIQUE INDEX staff_discounts_once ON staff_discounts (order_id) WHERE removed_at IS NULL;
CREATE INDEX staff_discounts_xid ON staff_discounts (xid);
CREATE TRIGGER stamp_xid BEFORE INSERT OR UPDATE ON staff_discounts
  FOR EACH ROW EXECUTE FUNCTION stamp_xid();
CREATE FUNCTION keep_staff_discount() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.removed_at IS NOT NULL OR NEW.removed_at IS NULL
     OR to_jsonb(NEW) - ARRAY['removed_at', 'removed_by', 'xid']
        <> to_jsonb(OLD) - ARRAY['removed_at', 'removed_by', 'xid'] THEN
    RAISE EXCEPTION 'a discount is removed once and not changed'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'staff_discounts_kept';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE UPDATE ON staff_discounts FOR EACH ROW EXECUTE FUNCTION keep_staff_discount();

-- The order is the sum of the lines that stand, and the shares of its discounts are what its lines have off.
CREATE OR REPLACE FUNCTION check_order_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  checked uuid := CASE TG_TABLE_NAME WHEN 'order_lines' THEN (to_jsonb(NEW) ->> 'order_id')::uuid
                  ELSE (to_jsonb(NEW) ->> 'id')::uuid END;
  placed orders;
  lines bigint[];
BEGIN
  SELECT * INTO placed FROM orders WHERE id = checked;
  SELECT ARRAY[coalesce(sum(total_paise), 0), coalesce(sum(discount_paise), 0),
    coalesce(sum(service_charge_paise), 0), coalesce(sum(tax_included_paise), 0),
    coalesce(sum(cgst_paise), 0), coalesce(sum(sgst_paise), 0)]
  INTO lines FROM order_lines WHERE order_id = checked AND voided_at IS NULL;
  IF placed.source = 'live' AND lines <> ARRAY[placed.subtotal_paise, placed.discount_paise,
    placed.service_charge_paise, placed.tax_included_paise, placed.cgst_paise, placed.sgst_paise] THEN
    RAISE EXCEPTION 'the lines of order % do not add up to it', checked
      USING ERRCODE = 'check_violation', CONSTRAINT = 'order_lines_add_up';
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER add_up ON orders;
CREATE CONSTRAINT TRIGGER add_up AFTER UPDATE OF subtotal_paise, discount_paise, service_charge_paise,
  tax_included_paise, cgst_paise, sgst_paise ON orders
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_order_lines();

-- Invoices say the same.
ALTER TABLE invoices
  ADD service_charge_paise bigint NOT NULL DEFAULT 0 CHECK (service_charge_paise >= 0),
  ADD tax_included_paise   bigint NOT NULL DEFAULT 0 CHECK (tax_included_paise >= 0),
  DROP CONSTRAINT invoices_discount,
  ADD CONSTRAINT invoices_taxable CHECK (
    taxable_paise = gross_paise - discount_paise + service_charge_paise - tax_included_paise);
ALTER TABLE invoice_lines
  ADD service_charge_paise bigint NOT NULL DEFAULT 0 CHECK (service_charge_paise >= 0),
  ADD tax_included_paise   bigint NOT NULL DEFAULT 0 CHECK (tax_included_paise >= 0),
  DROP CONSTRAINT invoice_lines_total,
  ADD CONSTRAINT invoice_lines_total CHECK (
    taxable_paise = unit_price_paise * quantity - discount_paise + service_charge_paise - tax_included_paise);
CREATE OR REPLACE FUNCTION check_invoice_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE checked uuid := coalesce(to_jsonb(NEW) ->> 'invoice_id', to_jsonb(NEW) ->> 'id')::uuid;
BEGIN
  IF NOT EXISTS (
    SELECT FROM invoices i JOIN invoice_lines l ON l.invoice_id = i.id WHERE i.id = checked
    GROUP BY i.id
    HAVING count(*) = i.n_lines AND sum(l.unit_price_paise * l.quantity) = i.gross_paise
      AND sum(l.discount_paise) = i.discount_paise AND sum(l.service_charge_paise) = i.service_charge_paise
      AND sum(l.tax_included_paise) = i.tax_included_paise AND sum(l.taxable_paise) = i.taxable_paise
      AND sum(l.cgst_paise) = i.cgst_paise AND sum(l.sgst_paise) = i.sgst_paise) THEN
    RAISE EXCEPTION 'the lines of invoice % do not add up to it', checked
      USING ERRCODE = 'check_violation', CONSTRAINT = 'invoices_add_up';
  END IF;
  RETURN NULL;
END $$;

ALTER TABLE order_changes
  DROP CONSTRAINT order_changes_kind_check,
  ADD CONSTRAINT order_changes_kind_check CHECK (kind IN (
    'LINES_ADDED', 'LINE_CHANGED', 'LINE_VOIDED', 'MOVED', 'MERGED',
    'COUPONS_SHOWN', 'SERVICE_CHARGE', 'DISCOUNT_GIVEN', 'DISCOUNT_REMOVED'));
