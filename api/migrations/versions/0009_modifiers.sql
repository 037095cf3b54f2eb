-- Modifiers: what a guest may choose with a dish, what it costs, and what it takes from or leaves in the stock.

CREATE TABLE modifier_groups (
  id           uuid PRIMARY KEY,
  outlet_id    text NOT NULL REFERENCES outlets,
  code         text NOT NULL CHECK (code ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  name         text NOT NULL CHECK (name <> ''),
  min_choices  smallint NOT NULL DEFAULT 0 CHECK (min_choices >= 0),
  max_choices  smallint NOT NULL CHECK (max_choices BETWEEN 1 AND 50),
  position     smallint NOT NULL DEFAULT 0,
  retired_at   timestamptz,
  version      integer NOT NULL DEFAULT 1 CHECK (version > 0),
  updated_at   timestamptz NOT NULL DEFAULT now(),
  UNIQUE (outlet_id, code),
  CONSTRAINT modifier_groups_choices CHECK (min_choices <= max_choices)
);

CREATE TABLE modifiers (
  id           uuid PRIMARY KEY,
  group_id     uuid NOT NULL REFERENCES modifier_groups,
  code         text NOT NULL CHECK (code ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  name         text NOT NULL CHECK (name <> ''),
  price_paise  bigint NOT NULL DEFAULT 0 CHECK (price_paise BETWEEN -1000000000 AND 1000000000),
  available    boolean NOT NULL DEFAULT true,
  position     smallint NOT NULL DEFAULT 0,
  retired_at   timestamptz,
  UNIQUE (group_id, code)
);
COMMENT ON COLUMN modifiers.price_paise IS 'added to the price of a portion; negative for what is left out';

CREATE TABLE modifier_ingredients (
  modifier_id    uuid NOT NULL REFERENCES modifiers,
  ingredient_id  uuid NOT NULL REFERENCES ingredients,
  quantity       numeric(14, 3) NOT NULL CHECK (quantity <> 0 AND quantity BETWEEN -1000000 AND 1000000),
  PRIMARY KEY (modifier_id, ingredient_id)
);
COMMENT ON COLUMN modifier_ingredients.quantity IS 'more (or, negative, less) of the ingredient in a portion';

CREATE TABLE item_modifier_groups (
  item_id   uuid NOT NULL REFERENCES menu_items,
  group_id  uuid NOT NULL REFERENCES modifier_groups,
  position  smallint NOT NULL DEFAULT 0,
  PRIMARY KEY (item_id, group_id)
);
CREATE INDEX item_modifier_groups_by_group ON item_modifier_groups (group_id);
GRANT DELETE ON modifier_ingredients, item_modifier_groups TO chitrail_app;

-- Frozen with the line, like its price and its recipe.
ALTER TABLE order_lines
  ADD COLUMN modifiers jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(modifiers) = 'array'),
  ADD COLUMN ingredients jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(ingredients) = 'array');
COMMENT ON COLUMN order_lines.modifiers IS 'chosen: group_code, code, name, quantity, price_paise of one';
COMMENT ON COLUMN order_lines.ingredients IS
  'what the modifiers change of the recipe in one portion: ingredient_id, quantity (text, signed), unit';

-- The menu's number: whoever changes the menu, by whatever way, raises it; readers compare it with what they keep.
CREATE TABLE menu_heads (
  outlet_id   text PRIMARY KEY REFERENCES outlets,
  version     bigint NOT NULL CHECK (version > 0),
  changed_at  timestamptz NOT NULL DEFAULT now()
);
INSERT INTO menu_heads (outlet_id, version) SELECT id, 1 FROM outlets;

CREATE FUNCTION raise_menu_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE touched_outlets text[];
BEGIN
  IF TG_TABLE_NAME = 'outlets' THEN
    SELECT array_agg(DISTINCT id ORDER BY id) INTO touched_outlets FROM touched;
  ELSIF TG_TABLE_NAME = 'modifiers' THEN
    SELECT array_agg(DISTINCT g.outlet_id ORDER BY g.outlet_id) INTO touched_outlets
    FROM touched t JOIN modifier_groups g ON g.id = t.group_id;
  ELSIF TG_TABLE_NAME = 'item_modifier_groups' THEN
    SELECT array_agg(DISTINCT i.outlet_id ORDER BY i.outlet_id) INTO touched_outlets
    FROM touched t JOIN menu_items i ON i.id = t.item_id;
  ELSE
    SELECT array_agg(DISTINCT outlet_id ORDER BY outlet_id) INTO touched_outlets FROM touched;
  END IF;
  INSERT INTO menu_heads AS h (outlet_id, version)
  SELECT outlet_id, 1 FROM unnest(touched_outlets) AS o (outlet_id) ORDER BY 1
  ON CONFLICT (outlet_id) DO UPDATE SET version = h.version + 1, changed_at = now();
  RETURN NULL;
END $$;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['outlets', 'stations', 'menu_categories', 'menu_items', 'modifier_groups', 'modifiers',
    'item_modifier_groups'] LOOP
    EXECUTE format('CREATE TRIGGER raise_menu_on_insert AFTER INSERT ON %I
      REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION raise_menu_version()', t);
    EXECUTE format('CREATE TRIGGER raise_menu_on_update AFTER UPDATE ON %I
      REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION raise_menu_version()', t);
    EXECUTE format('CREATE TRIGGER raise_menu_on_delete AFTER DELETE ON %I
      REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION raise_menu_version()', t);
  END LOOP;
END $$;

-- Who changed what of the menu, and when.
CREATE TABLE menu_versions (
  outlet_id   text NOT NULL REFERENCES outlets,
  version     bigint NOT NULL,
  kind        text NOT NULL CHECK (kind ~ '^[A-Z_]{3,32}$'),
  code        text NOT NULL,
  act         text NOT NULL,
  before      jsonb,
  after       jsonb NOT NULL,
  actor       text NOT NULL,
  changed_at  timestamptz NOT NULL,
  PRIMARY KEY (outlet_id, version)
);
CREATE INDEX menu_versions_by_subject ON menu_versions (outlet_id, kind, code, version);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON menu_versions
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON menu_versions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE ON menu_versions FROM chitrail_app;

ALTER TABLE menu_items
  ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version > 0),
  ADD COLUMN retired_at timestamptz;
