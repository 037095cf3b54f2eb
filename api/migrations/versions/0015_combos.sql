-- Combos: an item that is several dishes for one price. On an order it is its dishes, each a line of its own.

ALTER TABLE menu_items ADD combo jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(combo) = 'array');
COMMENT ON COLUMN menu_items.combo IS 'parts in their order: code, name, choices with item_code and extra_paise';

ALTER TABLE order_lines
  ADD combo_id    uuid,
  ADD combo_name  text NOT NULL DEFAULT '',
  ADD CONSTRAINT order_lines_combo CHECK ((combo_id IS NULL) = (combo_name = ''));
COMMENT ON COLUMN order_lines.combo_id IS 'lines of one combo have it in common';
