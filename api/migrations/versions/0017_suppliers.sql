-- Suppliers, what they sell in which pack, and what a pack cost when.

CREATE TABLE suppliers (
  id                   uuid PRIMARY KEY,
  outlet_id            text NOT NULL REFERENCES outlets,
  code                 text NOT NULL CHECK (code ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  name                 text NOT NULL CHECK (name <> ''),
  gstin                text NOT NULL DEFAULT '' CHECK (gstin ~ '^([0-9]{2}[0-9A-Z]{13})?$'),
  contact_name         text NOT NULL DEFAULT '',
  phone                text NOT NULL DEFAULT '',
  email                text NOT NULL DEFAULT '',
  address              text NOT NULL DEFAULT '',
  payment_terms_days   smallint NOT NULL DEFAULT 0 CHECK (payment_terms_days BETWEEN 0 AND 365),
  lead_time_days       smallint NOT NULL DEFAULT 1 CHECK (lead_time_days BETWEEN 0 AND 60),
  delivery_weekdays    smallint[] NOT NULL DEFAULT '{}' CHECK (delivery_weekdays <@ '{1,2,3,4,5,6,7}'),
  cutoff               text NOT NULL DEFAULT '' CHECK (cutoff ~ '^(([01][0-9]|2[0-3]):[0-5][0-9])?$'),
  minimum_order_paise  bigint NOT NULL DEFAULT 0 CHECK (minimum_order_paise BETWEEN 0 AND 1000000000),
  retired_at           timestamptz,
  version              integer NOT NULL DEFAULT 1,
  updated_at           timestamptz NOT NULL DEFAULT now(),
  UNIQUE (outlet_id, code)
);
COMMENT ON COLUMN suppliers.delivery_weekdays IS 'Monday is 1; none is every day';
COMMENT ON COLUMN suppliers.cutoff IS 'outlet''s time of day after which an order counts for the next day';

CREATE TABLE supplier_items (
  id              uuid PRIMARY KEY,
  outlet_id       text NOT NULL REFERENCES outlets,
  supplier_id     uuid NOT NULL REFERENCES suppliers,
  ingredient_id   uuid NOT NULL REFERENCES ingredients,
  code            text NOT NULL CHECK (code <> ''),
  name            text NOT NULL CHECK (name <> ''),
  pack_size       numeric(14, 3) NOT NULL CHECK (pack_size > 0 AND pack_size <= 1000000000),
  tax_rate_bp     integer NOT NULL DEFAULT 0 CHECK (tax_rate_bp BETWEEN 0 AND 10000),
  minimum_packs   numeric(14, 3) NOT NULL DEFAULT 0 CHECK (minimum_packs BETWEEN 0 AND 100000),
  packs_multiple  numeric(14, 3) NOT NULL DEFAULT 1 CHECK (packs_multiple > 0 AND packs_multiple <= 100000),
  preferred       boolean NOT NULL DEFAULT false,
  retired_at      timestamptz,
  version         integer NOT NULL DEFAULT 1,
  updated_at      timestamptz NOT NULL DEFAULT now(),
  UNIQUE (supplier_id, code),
  CONSTRAINT supplier_items_retired CHECK (retired_at IS NULL OR NOT preferred)
);
COMMENT ON COLUMN supplier_items.pack_size IS 'in the base unit of the ingredient';
CREATE INDEX supplier_items_by_ingredient ON supplier_items (ingredient_id);
CREATE UNIQUE INDEX supplier_items_one_preferred ON supplier_items (ingredient_id) WHERE preferred;

-- The price of a pack without tax; what holds on a day is the newest of those valid by then.
CREATE TABLE supplier_prices (
  id                uuid PRIMARY KEY,
  supplier_item_id  uuid NOT NULL REFERENCES supplier_items,
  price_paise       bigint NOT NULL CHECK (price_paise BETWEEN 0 AND 1000000000),
  valid_from        date NOT NULL,
  reason            text NOT NULL DEFAULT '',
  recorded_by       text NOT NULL,
  recorded_at       timestamptz NOT NULL
);
CREATE INDEX supplier_prices_newest ON supplier_prices (supplier_item_id, valid_from DESC, recorded_at DESC, id DESC);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON supplier_prices
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON supplier_prices
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE ON supplier_prices FROM chitrail_app;

SELECT guard_by_outlet('suppliers');
SELECT guard_by_outlet('supplier_items');
SELECT guard_by_parent('supplier_prices', 'supplier_item_id', 'supplier_items');
