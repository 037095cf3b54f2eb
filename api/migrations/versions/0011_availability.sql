-- When an item can be had: schedules of items and categories, a snooze that ends by itself, and what the stock allows.

ALTER TABLE menu_categories
  ADD COLUMN schedule jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(schedule) = 'array');
ALTER TABLE menu_items
  ADD COLUMN schedule jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(schedule) = 'array'),
  ADD COLUMN snoozed_until timestamptz,
  ADD COLUMN follows_stock boolean NOT NULL DEFAULT false,
  ADD COLUMN out_of_stock boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN menu_items.schedule IS 'periods of days, start, end in the outlet''s own time; none is always';
COMMENT ON COLUMN menu_items.follows_stock IS 'sold out by itself when the stock is not enough for a portion';
COMMENT ON COLUMN menu_items.out_of_stock IS 'kept by triggers for items that follow the stock';
CREATE INDEX menu_items_following_stock ON menu_items (outlet_id) WHERE follows_stock;
CREATE INDEX recipe_lines_by_ingredient ON recipe_lines (ingredient_id);

CREATE FUNCTION follow_stock(items uuid[]) RETURNS void LANGUAGE sql AS $$
  UPDATE menu_items i SET out_of_stock = now_is.lacking
  FROM (
    SELECT m.id, m.follows_stock AND EXISTS (
      SELECT FROM recipe_lines l JOIN stock_levels s ON s.ingredient_id = l.ingredient_id
      WHERE s.on_hand < l.quantity AND l.recipe_id = (
        SELECT r.id FROM recipes r WHERE r.item_id = m.id AND r.active_from <= now()
        ORDER BY r.version DESC LIMIT 1)) AS lacking
    FROM menu_items m WHERE m.id = ANY(items)
  ) now_is
  WHERE i.id = now_is.id AND i.out_of_stock <> now_is.lacking
$$;
CREATE FUNCTION follow_levels() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM menu_items m JOIN touched t ON t.outlet_id = m.outlet_id WHERE m.follows_stock) THEN
    PERFORM follow_stock(ARRAY(
      SELECT DISTINCT m.id FROM touched t
      JOIN recipe_lines l ON l.ingredient_id = t.ingredient_id
      JOIN recipes r ON r.id = l.recipe_id
      JOIN menu_items m ON m.id = r.item_id AND m.follows_stock));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER follow_on_insert AFTER INSERT ON stock_levels
  REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION follow_levels();
CREATE TRIGGER follow_on_update AFTER UPDATE ON stock_levels
  REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION follow_levels();
CREATE FUNCTION follow_recipe() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM follow_stock(ARRAY(
    SELECT DISTINCT m.id FROM touched t JOIN recipes r ON r.id = t.recipe_id
    JOIN menu_items m ON m.id = r.item_id AND m.follows_stock));
  RETURN NULL;
END $$;
CREATE TRIGGER follow_on_insert AFTER INSERT ON recipe_lines
  REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION follow_recipe();
CREATE FUNCTION follow_from_now_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM follow_stock(ARRAY[NEW.id]);
  RETURN NULL;
END $$;
CREATE TRIGGER follow_from_now_on AFTER UPDATE OF follows_stock ON menu_items
  FOR EACH ROW WHEN (OLD.follows_stock <> NEW.follows_stock) EXECUTE FUNCTION follow_from_now_on();
