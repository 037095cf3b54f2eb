-- What a kitchen makes for its dishes: gravies, pastes. Recipes may name them; recipe_lines stay ingredients alone.

CREATE TABLE preparations (
  id             uuid PRIMARY KEY,
  outlet_id      text NOT NULL REFERENCES outlets,
  code           text NOT NULL CHECK (code ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  name           text NOT NULL CHECK (name <> ''),
  unit           text NOT NULL CHECK (unit IN ('g', 'ml', 'pc')),
  ingredient_id  uuid UNIQUE REFERENCES ingredients,
  version        integer NOT NULL CHECK (version > 0),
  UNIQUE (outlet_id, code)
);
COMMENT ON COLUMN preparations.ingredient_id IS 'what it is kept in stock as; dishes then take that, not what it is made of';
COMMENT ON COLUMN preparations.version IS 'the newest, which holds';

CREATE TABLE preparation_versions (
  id              uuid PRIMARY KEY,
  preparation_id  uuid NOT NULL REFERENCES preparations,
  version         integer NOT NULL CHECK (version > 0),
  output          numeric(14, 3) NOT NULL CHECK (output > 0 AND output <= 1000000000),
  made_by         text NOT NULL,
  made_at         timestamptz NOT NULL DEFAULT now(),
  UNIQUE (preparation_id, version)
);

CREATE TABLE preparation_parts (
  version_id      uuid NOT NULL REFERENCES preparation_versions,
  position        smallint NOT NULL CHECK (position >= 0),
  ingredient_id   uuid REFERENCES ingredients,
  preparation_id  uuid REFERENCES preparations,
  amount          numeric(14, 3) NOT NULL CHECK (amount > 0),
  unit            text NOT NULL CHECK (unit <> ''),
  quantity        numeric(14, 3) NOT NULL CHECK (quantity > 0 AND quantity <= 1000000000),
  yield_percent   numeric(5, 2) NOT NULL CHECK (yield_percent > 0 AND yield_percent <= 999.99),
  PRIMARY KEY (version_id, position),
  CONSTRAINT preparation_parts_one CHECK (num_nonnulls(ingredient_id, preparation_id) = 1)
);
COMMENT ON COLUMN preparation_parts.quantity IS 'the amount in base units';

-- What somebody said of a dish; recipe_lines are what it comes to.
CREATE TABLE recipe_parts (
  recipe_id       uuid NOT NULL REFERENCES recipes,
  position        smallint NOT NULL CHECK (position >= 0),
  ingredient_id   uuid REFERENCES ingredients,
  preparation_id  uuid REFERENCES preparations,
  amount          numeric(14, 3) NOT NULL CHECK (amount > 0),
  unit            text NOT NULL CHECK (unit <> ''),
  quantity        numeric(14, 3) NOT NULL CHECK (quantity > 0 AND quantity <= 1000000000),
  yield_percent   numeric(5, 2) NOT NULL CHECK (yield_percent > 0 AND yield_percent <= 999.99),
  PRIMARY KEY (recipe_id, position),
  CONSTRAINT recipe_parts_one CHECK (num_nonnulls(ingredient_id, preparation_id) = 1)
);
CREATE INDEX recipe_parts_by_preparation ON recipe_parts (preparation_id) WHERE preparation_id IS NOT NULL;

ALTER TABLE recipes ADD COLUMN because text NOT NULL DEFAULT '';
COMMENT ON COLUMN recipes.because IS 'the change of a preparation that made this version; empty where somebody made it';

-- Nothing is made of itself. Writers of one outlet take turns, so that two cannot close a circle together.
CREATE FUNCTION refuse_circle() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE made uuid; outlet text;
BEGIN
  SELECT p.id, p.outlet_id INTO STRICT made, outlet
    FROM preparation_versions v JOIN preparations p ON p.id = v.preparation_id WHERE v.id = NEW.version_id;
  PERFORM pg_advisory_xact_lock(hashtextextended('preparations ' || outlet, 0));
  IF EXISTS (
    WITH RECURSIVE inside AS (
      SELECT NEW.preparation_id AS id
      UNION
      SELECT part.preparation_id FROM inside
        JOIN preparations p ON p.id = inside.id
        JOIN preparation_versions v ON v.preparation_id = p.id AND v.version = p.version
        JOIN preparation_parts part ON part.version_id = v.id
       WHERE part.preparation_id IS NOT NULL
    ) SELECT FROM inside WHERE id = made
  ) THEN
    RAISE EXCEPTION 'a preparation would be made of itself'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'preparations_no_circle';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER refuse_circle AFTER INSERT ON preparation_parts
  FOR EACH ROW WHEN (NEW.preparation_id IS NOT NULL) EXECUTE FUNCTION refuse_circle();

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['preparation_versions', 'preparation_parts', 'recipe_parts'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I
                    FOR EACH ROW EXECUTE FUNCTION refuse_change()', t);
    EXECUTE format('CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON %I
                    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', t);
    EXECUTE format('REVOKE UPDATE ON %I FROM chitrail_app', t);
  END LOOP;
END $$;
SELECT guard_by_outlet('preparations');
SELECT guard_by_parent('preparation_versions', 'preparation_id', 'preparations');
SELECT guard_by_parent('preparation_parts', 'version_id', 'preparation_versions');
SELECT guard_by_parent('recipe_parts', 'recipe_id', 'recipes');
