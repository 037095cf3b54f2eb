-- The menu is kept by managers: tax classes; versions of categories and stations; what is retired comes back or not.

CREATE TABLE tax_classes (
  outlet_id   text NOT NULL REFERENCES outlets,
  code        text NOT NULL CHECK (code ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  name        text NOT NULL CHECK (name <> ''),
  rate_bp     integer NOT NULL CHECK (rate_bp BETWEEN 0 AND 10000),
  hsn_code    text NOT NULL DEFAULT '' CHECK (hsn_code ~ '^([0-9]{4,8})?$'),
  retired_at  timestamptz,
  version     integer NOT NULL DEFAULT 1 CHECK (version > 0),
  PRIMARY KEY (outlet_id, code)
);
COMMENT ON COLUMN tax_classes.hsn_code IS 'HSN or SAC; empty: that of the outlet''s invoices';

ALTER TABLE menu_categories
  ADD COLUMN retired_at timestamptz,
  ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version > 0);
ALTER TABLE stations
  ADD COLUMN retired_at timestamptz,
  ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version > 0);

-- An item has the rate of its class. Whoever knows rates alone (an import) gets the class of that rate, made if need be.
ALTER TABLE menu_items ADD COLUMN tax_class text;
CREATE FUNCTION tax_class_of_rate(outlet text, rate integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  class_code text;
  per_cent text := regexp_replace(to_char(rate / 100.0, 'FM990.99'), '\.$', '');
BEGIN
  LOOP
    SELECT code INTO class_code FROM tax_classes
    WHERE outlet_id = outlet AND rate_bp = rate AND retired_at IS NULL ORDER BY code LIMIT 1;
    EXIT WHEN class_code IS NOT NULL;
    class_code := 'gst-' || replace(per_cent, '.', '-');
    IF EXISTS (SELECT FROM tax_classes WHERE outlet_id = outlet AND code = class_code) THEN
      class_code := class_code || '-' || left(md5(random()::text), 6);
    END IF;
    INSERT INTO tax_classes (outlet_id, code, name, rate_bp)
    VALUES (outlet, class_code, 'GST ' || per_cent || ' %', rate) ON CONFLICT DO NOTHING;
    EXIT WHEN FOUND;
  END LOOP;
  RETURN class_code;
END $$;
CREATE FUNCTION keep_tax_class() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE rate integer;
BEGIN
  SELECT rate_bp INTO rate FROM tax_classes WHERE outlet_id = NEW.outlet_id AND code = NEW.tax_class;
  IF NEW.tax_class IS NOT NULL AND (TG_OP = 'INSERT' OR NEW.tax_class IS DISTINCT FROM OLD.tax_class) THEN
    NEW.tax_rate_bp := coalesce(rate, NEW.tax_rate_bp);
  ELSIF rate IS DISTINCT FROM NEW.tax_rate_bp THEN
    NEW.tax_class := tax_class_of_rate(NEW.outlet_id, NEW.tax_rate_bp);
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_tax_class BEFORE INSERT OR UPDATE OF tax_class, tax_rate_bp ON menu_items
  FOR EACH ROW EXECUTE FUNCTION keep_tax_class();
UPDATE menu_items SET tax_rate_bp = tax_rate_bp;
ALTER TABLE menu_items
  ALTER COLUMN tax_class SET NOT NULL,
  ADD CONSTRAINT menu_items_tax_class FOREIGN KEY (outlet_id, tax_class) REFERENCES tax_classes (outlet_id, code);

CREATE FUNCTION spread_tax_rate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE menu_items SET tax_rate_bp = NEW.rate_bp, version = version + 1, updated_at = now()
  WHERE outlet_id = NEW.outlet_id AND tax_class = NEW.code AND tax_rate_bp <> NEW.rate_bp;
  RETURN NULL;
END $$;
CREATE TRIGGER spread_rate AFTER UPDATE OF rate_bp ON tax_classes
  FOR EACH ROW EXECUTE FUNCTION spread_tax_rate();
