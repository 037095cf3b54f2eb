-- How many portions are left, and the word of every change of what can be had: computed by the database, in the
-- transaction that changes it, so that no till is told of something that did not happen or twice.

ALTER TABLE ingredients ADD COLUMN limits_sale boolean NOT NULL DEFAULT true;
COMMENT ON COLUMN ingredients.limits_sale IS 'false for what is never waited for, such as salt: it takes nothing off the menu';
ALTER TABLE outlets
  ADD COLUMN few_portions smallint NOT NULL DEFAULT 5 CHECK (few_portions BETWEEN 0 AND 1000),
  ADD COLUMN shows_few boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN outlets.few_portions IS 'from how many portions on screens are told how many are left';
COMMENT ON COLUMN outlets.shows_few IS 'whether guests are told too';
ALTER TABLE modifiers
  ADD COLUMN follows_stock boolean NOT NULL DEFAULT false,
  ADD COLUMN out_of_stock boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN modifiers.out_of_stock IS 'kept by triggers for modifiers that follow the stock';
ALTER TABLE menu_items
  ADD COLUMN forced boolean,
  ADD COLUMN forced_until timestamptz,
  ADD COLUMN forced_by text NOT NULL DEFAULT '',
  ADD COLUMN forced_reason text NOT NULL DEFAULT '',
  ADD CONSTRAINT menu_items_forced_whole CHECK (forced IS NOT NULL OR forced_until IS NULL);
COMMENT ON COLUMN menu_items.forced IS 'what somebody says in spite of the stock: to be had or not';
COMMENT ON COLUMN menu_items.forced_until IS 'when the stock rules again; null: with the next receipt';
CREATE INDEX menu_items_ending ON menu_items (least(forced_until, snoozed_until))
  WHERE least(forced_until, snoozed_until) IS NOT NULL;

-- What is not set aside: the one place that says what there is to sell.
CREATE VIEW stock_available WITH (security_invoker = true) AS
SELECT s.ingredient_id, s.on_hand - coalesce(r.reserved, 0) AS available
FROM stock_levels s LEFT JOIN stock_reserved r USING (ingredient_id);

-- What a portion of a dish takes, by the newest recipe that counts already, of what limits its sale.
CREATE VIEW portion_limits WITH (security_invoker = true) AS
SELECT m.id AS item_id, l.ingredient_id, l.quantity, a.available
FROM menu_items m
CROSS JOIN LATERAL (
  SELECT r.id FROM recipes r WHERE r.item_id = m.id AND r.active_from <= now() ORDER BY r.version DESC LIMIT 1) r
JOIN recipe_lines l ON l.recipe_id = r.id
JOIN ingredients i ON i.id = l.ingredient_id AND i.limits_sale
JOIN stock_available a ON a.ingredient_id = l.ingredient_id
WHERE m.combo = '[]';

CREATE FUNCTION portions_of_dishes(dishes uuid[])
RETURNS TABLE (item_id uuid, ingredient_id uuid, portions bigint) LANGUAGE sql STABLE AS $$
  SELECT DISTINCT ON (p.item_id) p.item_id, p.ingredient_id, greatest(floor(p.available / p.quantity), 0)::bigint
  FROM portion_limits p WHERE p.item_id = ANY(dishes)
  ORDER BY p.item_id, 3, p.ingredient_id
$$;

-- A combo needs a dish of each part: of the dishes of a part a guest may choose any, dishes nobody chooses among
-- share what they are made of. Where parts with a choice share an ingredient this is the most there can be.
CREATE FUNCTION portions_of_combos(combos uuid[])
RETURNS TABLE (item_id uuid, ingredient_id uuid, portions bigint) LANGUAGE sql STABLE AS $$
  WITH choices AS (
    SELECT c.id AS combo_id, p.number, d.id AS dish_id, d.follows_stock,
           count(*) OVER (PARTITION BY c.id, p.number) AS among
    FROM menu_items c
    CROSS JOIN jsonb_array_elements(c.combo) WITH ORDINALITY AS p (part, number)
    CROSS JOIN jsonb_array_elements(p.part -> 'choices') AS choice
    JOIN menu_items d ON d.outlet_id = c.outlet_id AND d.code = choice ->> 'item_code'
    WHERE c.id = ANY(combos)
  ), chosen AS (
    SELECT h.combo_id, (array_agg(d.ingredient_id ORDER BY d.portions DESC))[1] AS ingredient_id,
           sum(d.portions)::bigint AS portions
    FROM choices h
    LEFT JOIN portions_of_dishes(ARRAY(SELECT dish_id FROM choices WHERE follows_stock)) d ON d.item_id = h.dish_id
    GROUP BY h.combo_id, h.number HAVING bool_and(d.portions IS NOT NULL)
  ), fixed AS (
    SELECT h.combo_id, p.ingredient_id, greatest(floor(p.available / sum(p.quantity)), 0)::bigint AS portions
    FROM choices h JOIN portion_limits p ON p.item_id = h.dish_id
    WHERE h.among = 1 AND h.follows_stock
    GROUP BY h.combo_id, p.ingredient_id, p.available
  )
  SELECT DISTINCT ON (b.combo_id) b.combo_id, b.ingredient_id, b.portions
  FROM (SELECT * FROM chosen UNION ALL SELECT * FROM fixed) b
  ORDER BY b.combo_id, b.portions, b.ingredient_id
$$;

-- Portions left of each item and what limits them; no row for what nothing limits.
CREATE FUNCTION portions_of_items(items uuid[])
RETURNS TABLE (item_id uuid, ingredient_id uuid, portions bigint) LANGUAGE sql STABLE AS $$
  SELECT * FROM portions_of_dishes(items)
  UNION ALL
  SELECT * FROM portions_of_combos(ARRAY(SELECT m.id FROM menu_items m WHERE m.id = ANY(items) AND m.combo <> '[]'))
$$;

-- What was last said of each item; the row is the lock under which the next word is said.
CREATE TABLE item_availability (
  item_id        uuid PRIMARY KEY REFERENCES menu_items,
  outlet_id      text NOT NULL REFERENCES outlets,
  because        text CHECK (because IN ('RETIRED', 'SOLD_OUT', 'SNOOZED')),
  until          timestamptz,
  portions_left  bigint,
  modifiers_out  text[] NOT NULL DEFAULT '{}',
  revision       bigint NOT NULL DEFAULT 0,
  changed_at     timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN item_availability.because IS 'why it cannot be had; null: it can';
COMMENT ON COLUMN item_availability.portions_left IS 'null: not few, or nothing limits them';
COMMENT ON COLUMN item_availability.revision IS 'events said of the item';
SELECT guard_by_outlet('item_availability');

CREATE FUNCTION availability_of(items uuid[])
RETURNS TABLE (item_id uuid, because text, until timestamptz, portions_left bigint, modifiers_out text[])
LANGUAGE sql STABLE AS $$
  SELECT m.id, s.because,
         CASE s.because WHEN 'SNOOZED' THEN m.snoozed_until
           WHEN 'SOLD_OUT' THEN CASE WHEN m.available AND (NOT m.out_of_stock OR f.forced) THEN m.forced_until END END,
         CASE WHEN m.follows_stock AND p.portions <= o.few_portions AND f.forced IS NOT TRUE THEN p.portions END,
         ARRAY(SELECT g.code || '/' || d.code
               FROM item_modifier_groups a JOIN modifier_groups g ON g.id = a.group_id AND g.retired_at IS NULL
               JOIN modifiers d ON d.group_id = g.id AND d.retired_at IS NULL
               WHERE a.item_id = m.id AND (d.out_of_stock OR NOT d.available) ORDER BY 1)
  FROM menu_items m JOIN outlets o ON o.id = m.outlet_id
  LEFT JOIN portions_of_items(items) p ON p.item_id = m.id
  CROSS JOIN LATERAL (
    SELECT CASE WHEN m.forced_until IS NULL OR m.forced_until > now() THEN m.forced END AS forced) f
  CROSS JOIN LATERAL (
    SELECT CASE WHEN m.retired_at IS NOT NULL THEN 'RETIRED'
                WHEN NOT m.available OR (m.out_of_stock AND f.forced IS NOT TRUE) OR f.forced = false THEN 'SOLD_OUT'
                WHEN m.snoozed_until > now() THEN 'SNOOZED' END AS because) s
  WHERE m.id = ANY(items)
$$;

CREATE FUNCTION in_rfc3339(moment timestamptz) RETURNS text LANGUAGE sql STABLE
RETURN to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');

-- Says of items what was not said of them yet: one event a change, numbered, in the transaction of the change.
CREATE FUNCTION announce_availability(items uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM item_availability a WHERE a.item_id = ANY(items) ORDER BY a.item_id FOR UPDATE;
  WITH said AS (
    UPDATE item_availability a
    SET because = n.because, until = n.until, portions_left = n.portions_left, modifiers_out = n.modifiers_out,
        revision = a.revision + 1, changed_at = clock_timestamp()
    FROM availability_of(items) n
    WHERE a.item_id = n.item_id AND (a.because, a.until, a.portions_left, a.modifiers_out)
      IS DISTINCT FROM (n.because, n.until, n.portions_left, n.modifiers_out)
    RETURNING a.*, uuidv7() AS event_id
  )
  INSERT INTO outbox (event_id, outlet_id, topic, aggregate_id, sequence, message_key, envelope)
  SELECT s.event_id, s.outlet_id, 'menu.item_availability_changed', s.item_id::text, s.revision,
    s.outlet_id || '/' || s.item_id, jsonb_build_object(
      'specversion', '1.0', 'datacontenttype', 'application/json', 'dataversion', 1, 'id', s.event_id,
      'source', 'chitrail/menu', 'type', 'menu.item_availability_changed', 'subject', s.item_id,
      'time', in_rfc3339(s.changed_at), 'sequence', s.revision, 'outletid', s.outlet_id,
      'data', jsonb_build_object(
        'outlet_id', s.outlet_id, 'item_id', s.item_id, 'item_code', m.code,
        'item_name', CASE m.variant WHEN '' THEN m.name ELSE m.name || ' (' || m.variant || ')' END,
        'station', m.station, 'available', s.because IS NULL, 'because', s.because, 'until', in_rfc3339(s.until),
        'portions_left', s.portions_left, 'modifiers_out', to_jsonb(s.modifiers_out), 'revision', s.revision,
        'changed_at', in_rfc3339(s.changed_at)))
  FROM said s JOIN menu_items m ON m.id = s.item_id ORDER BY s.item_id;
END $$;

CREATE FUNCTION announce_items() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO item_availability (item_id, outlet_id, because, until)
    SELECT t.id, t.outlet_id, n.because, n.until
    FROM touched t JOIN availability_of(ARRAY(SELECT id FROM touched)) n ON n.item_id = t.id;
  ELSIF EXISTS (SELECT FROM touched) THEN
    PERFORM announce_availability(ARRAY(SELECT id FROM touched));
  END IF;
  RETURN NULL;
END $$;
INSERT INTO item_availability (item_id, outlet_id, because, until)
SELECT m.id, m.outlet_id, n.because, n.until
FROM menu_items m JOIN availability_of(ARRAY(SELECT id FROM menu_items)) n ON n.item_id = m.id;
CREATE TRIGGER announce_on_insert AFTER INSERT ON menu_items
  REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION announce_items();
CREATE TRIGGER announce_on_update AFTER UPDATE ON menu_items
  REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION announce_items();
CREATE TRIGGER raise_menu_on_update AFTER UPDATE ON item_availability
  REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION raise_menu_version();

-- At commit, because a change of a group takes all its modifiers off and puts them back.
CREATE FUNCTION announce_modifier() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE offering uuid[];
BEGIN
  offering := ARRAY(SELECT item_id FROM item_modifier_groups WHERE group_id = NEW.group_id);
  IF offering <> '{}' THEN
    PERFORM announce_availability(offering);
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER announce_at_commit AFTER UPDATE ON modifiers DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN ((OLD.available, OLD.out_of_stock, OLD.retired_at)
    IS DISTINCT FROM (NEW.available, NEW.out_of_stock, NEW.retired_at)) EXECUTE FUNCTION announce_modifier();

-- Items are locked before anything is computed: whoever waited for the lock sees what the other has left.
CREATE OR REPLACE FUNCTION follow_stock(items uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE following uuid[];
BEGIN
  following := ARRAY(
    SELECT m.id FROM menu_items m WHERE m.id IN (
      SELECT unnest(items)
      UNION
      SELECT c.id FROM menu_items c
      WHERE c.follows_stock AND c.combo <> '[]' AND EXISTS (
        SELECT FROM jsonb_array_elements(c.combo) part
        CROSS JOIN jsonb_array_elements(part -> 'choices') choice
        JOIN menu_items d ON d.outlet_id = c.outlet_id AND d.code = choice ->> 'item_code'
        WHERE d.id = ANY(items)))
    ORDER BY m.id FOR NO KEY UPDATE);
  UPDATE menu_items i SET out_of_stock = now_is.lacking
  FROM (
    SELECT m.id, m.follows_stock AND coalesce(p.portions < 1, false) AS lacking
    FROM menu_items m LEFT JOIN portions_of_items(following) p ON p.item_id = m.id
    WHERE m.id = ANY(following)
  ) now_is
  WHERE i.id = now_is.id AND i.out_of_stock <> now_is.lacking;
  PERFORM announce_availability(following);
END $$;

CREATE FUNCTION follow_stock_of_modifiers(wanted uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM modifiers d WHERE d.id = ANY(wanted) ORDER BY d.id FOR NO KEY UPDATE;
  UPDATE modifiers d SET out_of_stock = now_is.lacking
  FROM (
    SELECT m.id, m.follows_stock AND EXISTS (
      SELECT FROM modifier_ingredients u
      JOIN ingredients i ON i.id = u.ingredient_id AND i.limits_sale
      JOIN stock_available a ON a.ingredient_id = u.ingredient_id
      WHERE u.modifier_id = m.id AND a.available < u.quantity AND u.quantity > 0) AS lacking
    FROM modifiers m WHERE m.id = ANY(wanted)
  ) now_is
  WHERE d.id = now_is.id AND d.out_of_stock <> now_is.lacking;
END $$;

CREATE FUNCTION follow_ingredients(moved uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE following uuid[];
BEGIN
  following := ARRAY(
    SELECT DISTINCT d.id FROM modifier_ingredients u JOIN modifiers d ON d.id = u.modifier_id AND d.follows_stock
    WHERE u.ingredient_id = ANY(moved));
  IF following <> '{}' THEN
    PERFORM follow_stock_of_modifiers(following);
  END IF;
  following := ARRAY(
    SELECT DISTINCT m.id FROM recipe_lines l JOIN recipes r ON r.id = l.recipe_id
    JOIN menu_items m ON m.id = r.item_id AND m.follows_stock
    WHERE l.ingredient_id = ANY(moved));
  IF following <> '{}' THEN
    PERFORM follow_stock(following);
  END IF;
END $$;
CREATE OR REPLACE FUNCTION follow_levels() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM follow_ingredients(ARRAY(SELECT ingredient_id FROM touched));
  RETURN NULL;
END $$;
CREATE FUNCTION follow_limit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM follow_ingredients(ARRAY[NEW.id]);
  RETURN NULL;
END $$;
CREATE TRIGGER follow_limit AFTER UPDATE OF limits_sale ON ingredients
  FOR EACH ROW WHEN (OLD.limits_sale <> NEW.limits_sale) EXECUTE FUNCTION follow_limit();
CREATE FUNCTION follow_modifiers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM follow_stock_of_modifiers(ARRAY(SELECT DISTINCT modifier_id FROM touched));
  RETURN NULL;
END $$;
CREATE TRIGGER follow_on_insert AFTER INSERT ON modifier_ingredients
  REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION follow_modifiers();
CREATE TRIGGER follow_on_delete AFTER DELETE ON modifier_ingredients
  REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION follow_modifiers();
CREATE FUNCTION follow_modifier_from_now_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM follow_stock_of_modifiers(ARRAY[NEW.id]);
  RETURN NULL;
END $$;
CREATE TRIGGER follow_from_now_on AFTER UPDATE OF follows_stock ON modifiers
  FOR EACH ROW WHEN (OLD.follows_stock <> NEW.follows_stock) EXECUTE FUNCTION follow_modifier_from_now_on();

-- What comes in ends what was said to count until then.
CREATE FUNCTION end_forced_by_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE menu_items m SET forced = NULL, forced_by = '', forced_reason = ''
  WHERE m.forced IS NOT NULL AND m.forced_until IS NULL AND EXISTS (
    SELECT FROM touched t JOIN portion_limits p ON p.ingredient_id = t.ingredient_id
    WHERE p.item_id = m.id AND t.quantity > 0
      AND t.kind IN ('OPENING', 'RECEIPT', 'PRODUCTION', 'TRANSFER_IN'));
  RETURN NULL;
END $$;
CREATE INDEX menu_items_forced ON menu_items (outlet_id) WHERE forced IS NOT NULL;
CREATE TRIGGER end_forced AFTER INSERT ON stock_movements
  REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION end_forced_by_receipt();

-- As it was, but for what limits no sale and for what somebody says is there in spite of the stock.
CREATE OR REPLACE FUNCTION reserve_for_orders(outlet text, touched uuid[]) RETURNS void LANGUAGE plpgsql AS $$
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
  JOIN ingredients i ON i.id = r.ingredient_id AND i.limits_sale
  WHERE l.id = ANY(more) AND s.on_hand < a.reserved
    AND NOT coalesce(m.forced AND (m.forced_until IS NULL OR m.forced_until > now()), false)
  ORDER BY l.item_name LIMIT 1;
  IF lacking IS NOT NULL THEN
    RAISE EXCEPTION 'there is not enough left for %', lacking
      USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_reserved_is_there';
  END IF;
END $$;
