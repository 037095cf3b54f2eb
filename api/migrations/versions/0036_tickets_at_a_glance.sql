-- What a cook must know at a glance: allergens, what was promised, rush, how many guests, which dishes are done.

ALTER TABLE menu_items ADD COLUMN allergens text[] NOT NULL DEFAULT '{}';
ALTER TABLE ingredients ADD COLUMN allergens text[] NOT NULL DEFAULT '{}';
-- The fourteen of EU regulation 1169/2011, Annex II; the eight of India's labelling regulations 2020 are among them.
ALTER TABLE menu_items ADD CONSTRAINT menu_items_allergens CHECK (allergens <@ ARRAY['celery', 'crustaceans',
  'eggs', 'fish', 'gluten', 'lupin', 'milk', 'molluscs', 'mustard', 'nuts', 'peanuts', 'sesame', 'soya', 'sulphites']);
ALTER TABLE ingredients ADD CONSTRAINT ingredients_allergens CHECK (allergens <@ ARRAY['celery', 'crustaceans',
  'eggs', 'fish', 'gluten', 'lupin', 'milk', 'molluscs', 'mustard', 'nuts', 'peanuts', 'sesame', 'soya', 'sulphites']);
COMMENT ON COLUMN menu_items.allergens IS 'besides those of the ingredients of its recipe';

ALTER TABLE orders
  ADD COLUMN guests smallint CHECK (guests BETWEEN 1 AND 500),
  ADD COLUMN promised_at timestamptz,
  ADD COLUMN rushed_at timestamptz,
  ADD COLUMN rushed_by text,
  ADD CONSTRAINT orders_rushed CHECK ((rushed_at IS NULL) = (rushed_by IS NULL));
COMMENT ON COLUMN orders.promised_at IS 'when a guest was told to come for it';

ALTER TABLE order_lines
  ADD COLUMN allergens text[] NOT NULL DEFAULT '{}',
  ADD COLUMN prep_seconds integer NOT NULL DEFAULT 0 CHECK (prep_seconds BETWEEN 0 AND 86400);
COMMENT ON COLUMN order_lines.allergens IS 'of the dish with its modifiers when it was ordered';

ALTER TABLE tickets ADD COLUMN done_lines uuid[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN tickets.done_lines IS 'dishes that are cooked while others of the ticket are not';

ALTER TABLE order_changes
  DROP CONSTRAINT order_changes_kind_check,
  ADD CONSTRAINT order_changes_kind_check CHECK (kind IN (
    'LINES_ADDED', 'LINE_CHANGED', 'LINE_VOIDED', 'MOVED', 'MERGED', 'COURSE_FIRED', 'COURSE_HELD', 'SPLIT_OFF',
    'SPLIT_FROM', 'COUPONS_SHOWN', 'SERVICE_CHARGE', 'DISCOUNT_GIVEN', 'DISCOUNT_REMOVED', 'STOCK_RETURNED',
    'RUSHED', 'RUSH_ENDED'));
