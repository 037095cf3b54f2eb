-- What open orders need of the stock is set aside, where an outlet wants that; what becomes of food that is taken
-- off an order is a document like any other fact about stock.

ALTER TABLE outlets ADD COLUMN reserves_stock boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN outlets.reserves_stock IS 'whether stock is set aside for what the kitchen was told to cook';

CREATE TABLE stock_reserved (
  ingredient_id  uuid PRIMARY KEY REFERENCES ingredients,
  outlet_id      text NOT NULL REFERENCES outlets,
  reserved       numeric(14, 3) NOT NULL DEFAULT 0 CHECK (reserved BETWEEN 0 AND 1000000000)
);
COMMENT ON TABLE stock_reserved IS 'sum of stock_reservations of an ingredient; its row is the lock on them';
CREATE TABLE stock_reservations (
  holder_id      uuid NOT NULL,
  ingredient_id  uuid NOT NULL REFERENCES ingredients,
  order_id       uuid NOT NULL REFERENCES orders,
  outlet_id      text NOT NULL REFERENCES outlets,
  quantity       numeric(14, 3) NOT NULL CHECK (quantity > 0 AND quantity <= 1000000000),
  PRIMARY KEY (holder_id, ingredient_id)
);
COMMENT ON COLUMN stock_reservations.holder_id IS 'a line of the order, or a document the stream has not booked yet';
CREATE INDEX stock_reservations_by_order ON stock_reservations (order_id);
SELECT guard_by_outlet('stock_reserved');
SELECT guard_by_outlet('stock_reservations');
GRANT DELETE ON stock_reservations TO chitrail_app;

ALTER TABLE stock_documents
  ADD COLUMN order_id uuid REFERENCES orders,
  ADD COLUMN order_version integer,
  DROP CONSTRAINT stock_documents_kind_check,
  ADD CONSTRAINT stock_documents_kind_check CHECK (kind IN ('OPENING', 'RECEIPT', 'WASTE', 'RETURN')),
  ADD CONSTRAINT stock_documents_of_one_act UNIQUE (order_id, order_version),
  ADD CONSTRAINT stock_documents_of_an_act CHECK ((order_id IS NULL) = (order_version IS NULL));
COMMENT ON COLUMN stock_documents.order_version IS 'version of the order the act led to: one document an act';

ALTER TABLE order_lines
  ADD COLUMN returned_quantity integer NOT NULL DEFAULT 0,
  ADD CONSTRAINT order_lines_returned_once CHECK (returned_quantity BETWEEN 0 AND quantity);
COMMENT ON COLUMN order_lines.returned_quantity IS 'portions of a completed order that came back into stock';

ALTER TABLE order_changes
  DROP CONSTRAINT order_changes_kind_check,
  ADD CONSTRAINT order_changes_kind_check CHECK (kind IN (
    'LINES_ADDED', 'LINE_CHANGED', 'LINE_VOIDED', 'MOVED', 'MERGED', 'COURSE_FIRED', 'COURSE_HELD', 'SPLIT_OFF',
    'SPLIT_FROM', 'COUPONS_SHOWN', 'SERVICE_CHARGE', 'DISCOUNT_GIVEN', 'DISCOUNT_REMOVED', 'STOCK_RETURNED'));

-- What one portion of each line takes from stock: its recipe and what its modifiers change of it.
CREATE FUNCTION portion_of_lines(lines uuid[])
RETURNS TABLE (line_id uuid, ingredient_id uuid, quantity numeric) LANGUAGE sql STABLE AS $$
  SELECT used.line_id, used.ingredient_id, sum(used.quantity)
  FROM (
    SELECT l.id AS line_id, r.ingredient_id, r.quantity
    FROM order_lines l JOIN recipe_lines r ON r.recipe_id = l.recipe_id WHERE l.id = ANY(lines)
    UNION ALL
    SELECT l.id, c.ingredient_id, c.quantity
    FROM order_lines l, jsonb_to_recordset(l.ingredients) AS c (ingredient_id uuid, quantity numeric)
    WHERE l.id = ANY(lines)
  ) used
  GROUP BY 1, 2 HAVING sum(used.quantity) > 0
$$;

-- One place that moves a reservation: always with its sum, ingredients in the order of their ids.
CREATE FUNCTION change_reservations(
  holders uuid[], of_ingredients uuid[], orders uuid[], outlet text, quantities numeric[]
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO stock_reserved (ingredient_id, outlet_id)
  SELECT DISTINCT i, outlet FROM unnest(of_ingredients) AS i ORDER BY i
  ON CONFLICT DO NOTHING;
  PERFORM FROM stock_reserved s WHERE s.ingredient_id = ANY(of_ingredients) ORDER BY s.ingredient_id FOR UPDATE;
  UPDATE stock_reserved s SET reserved = s.reserved + moved.change
  FROM (
    SELECT n.ingredient_id, sum(n.quantity - coalesce(r.quantity, 0)) AS change
    FROM unnest(holders, of_ingredients, quantities) AS n (holder_id, ingredient_id, quantity)
    LEFT JOIN stock_reservations r USING (holder_id, ingredient_id)
    GROUP BY 1
  ) moved
  WHERE s.ingredient_id = moved.ingredient_id AND moved.change <> 0;
  DELETE FROM stock_reservations r USING unnest(holders, of_ingredients, quantities) AS n (h, i, q)
  WHERE (r.holder_id, r.ingredient_id) = (n.h, n.i) AND n.q = 0;
  INSERT INTO stock_reservations (holder_id, ingredient_id, order_id, outlet_id, quantity)
  SELECT h, i, o, outlet, q FROM unnest(holders, of_ingredients, orders, quantities) AS n (h, i, o, q) WHERE q > 0
  ON CONFLICT (holder_id, ingredient_id) DO UPDATE
    SET quantity = excluded.quantity, order_id = excluded.order_id;
END $$;

-- Sets aside what the fired lines of open orders need, and refuses what an item that follows the stock lacks.
CREATE FUNCTION reserve_for_orders(outlet text, touched uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  holders uuid[]; of_ingredients uuid[]; of_orders uuid[]; quantities numeric[]; more uuid[];
  lacking text;
BEGIN
  WITH fired AS (
    SELECT l.id, l.order_id, l.quantity
    FROM orders o JOIN order_lines l ON l.order_id = o.id JOIN tickets t ON t.id = l.ticket_id
    WHERE o.id = ANY(touched) AND o.status NOT IN ('COMPLETED', 'CANCELLED') AND l.voided_at IS NULL
      AND t.status NOT IN ('HELD', 'CANCELLED')
      AND (SELECT reserves_stock FROM outlets WHERE id = outlet)
  ), needed AS (
    SELECT p.line_id AS holder_id, p.ingredient_id, f.order_id, p.quantity * f.quantity AS quantity
    FROM portion_of_lines(ARRAY(SELECT id FROM fired)) p JOIN fired f ON f.id = p.line_id
  ), kept AS (
    SELECT r.holder_id, r.ingredient_id, r.order_id, r.quantity
    FROM stock_reservations r JOIN order_lines l ON l.id = r.holder_id
    JOIN orders o ON o.id = l.order_id AND o.status <> 'COMPLETED'
    WHERE r.order_id = ANY(touched) OR l.order_id = ANY(touched)
  )
  SELECT array_agg(holder_id), array_agg(ingredient_id), array_agg(coalesce(n.order_id, k.order_id)),
         array_agg(coalesce(n.quantity, 0)),
         array_agg(holder_id) FILTER (WHERE n.quantity > coalesce(k.quantity, 0))
  INTO holders, of_ingredients, of_orders, quantities, more
  FROM needed n FULL JOIN kept k USING (holder_id, ingredient_id)
  WHERE (n.quantity, n.order_id) IS DISTINCT FROM (k.quantity, k.order_id);
  IF holders IS NULL THEN
    RETURN;
  END IF;
  PERFORM change_reservations(holders, of_ingredients, of_orders, outlet, quantities);
  SELECT l.item_name INTO lacking
  FROM order_lines l JOIN menu_items m ON m.id = l.item_id AND m.follows_stock
  JOIN stock_reservations r ON r.holder_id = l.id
  JOIN stock_levels s ON s.ingredient_id = r.ingredient_id
  JOIN stock_reserved a ON a.ingredient_id = r.ingredient_id
  WHERE l.id = ANY(more) AND s.on_hand < a.reserved
  ORDER BY l.item_name LIMIT 1;
  IF lacking IS NOT NULL THEN
    RAISE EXCEPTION 'there is not enough left for %', lacking
      USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_reserved_is_there';
  END IF;
END $$;

-- Books a document's stock aside until the stream has moved it, where the outlet reserves at all.
CREATE FUNCTION reserve_for_document(document uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  holders uuid[]; of_ingredients uuid[]; of_orders uuid[]; quantities numeric[]; outlet text;
BEGIN
  SELECT array_agg(d.id), array_agg(l.ingredient_id), array_agg(d.order_id), array_agg(l.quantity), min(d.outlet_id)
  INTO holders, of_ingredients, of_orders, quantities, outlet
  FROM stock_documents d JOIN stock_document_lines l ON l.document_id = d.id
  JOIN outlets t ON t.id = d.outlet_id AND t.reserves_stock
  WHERE d.id = document;
  IF holders IS NOT NULL THEN
    PERFORM change_reservations(holders, of_ingredients, of_orders, outlet, quantities);
  END IF;
END $$;

-- For the stream, before it moves the stock of an order or a document: the ingredients whose reservations it will
-- end, locked before any level so that it and a till never wait for each other.
CREATE FUNCTION lock_reservations(done uuid[]) RETURNS integer LANGUAGE sql AS $$
  SELECT count(*)::integer FROM (
    SELECT FROM stock_reserved WHERE ingredient_id IN (
      SELECT ingredient_id FROM stock_reservations WHERE holder_id = ANY(done))
    ORDER BY ingredient_id FOR UPDATE) AS locked
$$;
CREATE FUNCTION end_reservations(done uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  holders uuid[]; of_ingredients uuid[]; of_orders uuid[]; nothing numeric[]; outlet text;
BEGIN
  SELECT array_agg(holder_id), array_agg(ingredient_id), array_agg(order_id), array_agg(0), min(outlet_id)
  INTO holders, of_ingredients, of_orders, nothing, outlet
  FROM stock_reservations WHERE holder_id = ANY(done);
  IF holders IS NOT NULL THEN
    PERFORM change_reservations(holders, of_ingredients, of_orders, outlet, nothing);
  END IF;
END $$;

CREATE FUNCTION follow_orders() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM reserve_for_orders(x.outlet_id, array_agg(DISTINCT x.order_id))
  FROM touched x JOIN outlets t ON t.id = x.outlet_id AND t.reserves_stock
  GROUP BY x.outlet_id;
  RETURN NULL;
END $$;
CREATE TRIGGER reserve_on_insert AFTER INSERT ON order_lines
  REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION follow_orders();
CREATE TRIGGER reserve_on_update AFTER UPDATE ON order_lines
  REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION follow_orders();
CREATE TRIGGER reserve_on_update AFTER UPDATE ON tickets
  REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION follow_orders();

CREATE FUNCTION follow_order_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM reserve_for_orders(NEW.outlet_id, ARRAY[NEW.id]);
  RETURN NULL;
END $$;
CREATE TRIGGER reserve_on_cancel AFTER UPDATE OF status ON orders
  FOR EACH ROW WHEN (NEW.status = 'CANCELLED') EXECUTE FUNCTION follow_order_status();

CREATE FUNCTION follow_reserving() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM reserve_for_orders(NEW.id, ARRAY(
    SELECT id FROM orders WHERE outlet_id = NEW.id AND source = 'live' AND status NOT IN ('COMPLETED', 'CANCELLED')
    FOR NO KEY UPDATE));
  RETURN NULL;
END $$;
CREATE TRIGGER reserve_open_orders AFTER UPDATE OF reserves_stock ON outlets
  FOR EACH ROW WHEN (OLD.reserves_stock <> NEW.reserves_stock) EXECUTE FUNCTION follow_reserving();

-- An item that follows the stock is sold out when what is not set aside is not enough for a portion.
CREATE OR REPLACE FUNCTION follow_stock(items uuid[]) RETURNS void LANGUAGE sql AS $$
  UPDATE menu_items i SET out_of_stock = now_is.lacking
  FROM (
    SELECT m.id, m.follows_stock AND EXISTS (
      SELECT FROM recipe_lines l JOIN stock_levels s ON s.ingredient_id = l.ingredient_id
      LEFT JOIN stock_reserved a ON a.ingredient_id = l.ingredient_id
      WHERE s.on_hand - coalesce(a.reserved, 0) < l.quantity AND l.recipe_id = (
        SELECT r.id FROM recipes r WHERE r.item_id = m.id AND r.active_from <= now()
        ORDER BY r.version DESC LIMIT 1)) AS lacking
    FROM menu_items m WHERE m.id = ANY(items)
  ) now_is
  WHERE i.id = now_is.id AND i.out_of_stock <> now_is.lacking
$$;
CREATE TRIGGER follow_on_update AFTER UPDATE ON stock_reserved
  REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION follow_levels();
