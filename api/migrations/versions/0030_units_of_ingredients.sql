-- Units of an ingredient's own (a cup of flour, a tin), and ingredients that are administered.

CREATE TABLE ingredient_conversions (
  ingredient_id  uuid NOT NULL REFERENCES ingredients,
  unit           text NOT NULL CHECK (unit ~ '^[a-z][a-z0-9 ]{0,15}$'),
  amount         numeric(15, 6) NOT NULL CHECK (amount > 0),
  equals         numeric(15, 6) NOT NULL CHECK (equals > 0),
  equals_unit    text NOT NULL CHECK (equals_unit ~ '^[a-z][a-z0-9 ]{0,15}$'),
  PRIMARY KEY (ingredient_id, unit)
);
COMMENT ON TABLE ingredient_conversions IS 'so much of a unit is so much of another: 1 cup equals 120 g';
GRANT DELETE ON ingredient_conversions TO chitrail_app;
SELECT guard_by_parent('ingredient_conversions', 'ingredient_id', 'ingredients');

ALTER TABLE ingredients
  ADD COLUMN category         text NOT NULL DEFAULT '',
  ADD COLUMN shelf_life_days  smallint CHECK (shelf_life_days BETWEEN 1 AND 3650),
  ADD COLUMN version          integer NOT NULL DEFAULT 1,
  ADD COLUMN updated_at       timestamptz NOT NULL DEFAULT now();
