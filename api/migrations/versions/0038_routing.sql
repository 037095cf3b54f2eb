-- Which station cooks what: an item's own, else its category's; further stations of an item; of a modifier.

ALTER TABLE menu_categories
  ADD COLUMN station text,
  ADD FOREIGN KEY (outlet_id, station) REFERENCES stations (outlet_id, code);
ALTER TABLE menu_items
  ADD COLUMN follows_category boolean NOT NULL DEFAULT false,
  ADD COLUMN also_at text[] NOT NULL DEFAULT '{}' CHECK (cardinality(also_at) <= 5);
COMMENT ON COLUMN menu_items.follows_category IS 'whether its station is that of its category';
COMMENT ON COLUMN menu_items.also_at IS 'stations that have work with it besides its own';
ALTER TABLE modifiers ADD COLUMN station text;
COMMENT ON COLUMN modifiers.station IS 'the station that makes it, where that is not the dish''s';

ALTER TABLE order_lines ADD COLUMN also jsonb NOT NULL DEFAULT '[]';
COMMENT ON COLUMN order_lines.also IS 'tickets of further stations it hangs on: ticket_id, station, modifiers (none: the dish itself)';

-- A category that gets another station takes its items along, those that follow it.
CREATE FUNCTION items_follow_category() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE menu_items SET station = NEW.station, version = version + 1, updated_at = now()
  WHERE category_id = NEW.id AND follows_category AND station <> NEW.station;
  RETURN NULL;
END $$;
CREATE TRIGGER items_follow AFTER UPDATE OF station ON menu_categories
  FOR EACH ROW WHEN (NEW.station IS DISTINCT FROM OLD.station AND NEW.station IS NOT NULL)
  EXECUTE FUNCTION items_follow_category();
