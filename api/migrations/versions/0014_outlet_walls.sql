-- Walls between outlets: whatever a query forgets, the role `chitrail_app` sees and writes only the rows of
-- the outlet its connection is set to. `chitrail.outlet` is set by api/database.py alone; unset or empty means
-- no row, '*' every outlet. The account that owns the tables is not held by the policies: it migrates,
-- publishes the outbox, applies events, imports and extracts, and takes no request.

CREATE FUNCTION of_outlet(outlet text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
RETURN outlet = current_setting('chitrail.outlet', true) OR current_setting('chitrail.outlet', true) = '*';
COMMENT ON FUNCTION of_outlet IS 'whether the connection may see rows of this outlet';

CREATE FUNCTION of_every_outlet() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(current_setting('chitrail.outlet', true) = '*', false);
COMMENT ON FUNCTION of_every_outlet IS 'whether the connection may see the rows of all outlets';

-- One call for each table, in the migration that makes it. `shared` tables have rows of no outlet, which every
-- outlet sees; `shared_writes` tells who may write those.
CREATE FUNCTION guard_by_outlet(
  guarded regclass, shared boolean DEFAULT false, shared_writes boolean DEFAULT false,
  outlet_column name DEFAULT 'outlet_id'
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE mine text := format('of_outlet(%I)', outlet_column);
DECLARE anybodys text := format('(%I IS NULL OR %s)', outlet_column, mine);
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', guarded);
  IF shared AND NOT shared_writes THEN
    mine := format('(%s OR %I IS NULL AND of_every_outlet())', mine, outlet_column);
  END IF;
  EXECUTE format('CREATE POLICY outlet ON %s TO chitrail_app USING (%s) WITH CHECK (%s)', guarded,
    CASE WHEN shared THEN anybodys ELSE mine END, CASE WHEN shared_writes THEN anybodys ELSE mine END);
END $$;

-- A table without an outlet of its own: its rows are seen and written by whoever sees the row they belong to.
CREATE FUNCTION guard_by_parent(guarded regclass, reference name, parent regclass, key name DEFAULT 'id')
RETURNS void LANGUAGE plpgsql AS $$
DECLARE seen text := format('EXISTS (SELECT FROM %s AS parent WHERE parent.%I = %s.%I)',
  parent, key, guarded, reference);
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', guarded);
  EXECUTE format('CREATE POLICY outlet ON %s TO chitrail_app USING (%s) WITH CHECK (%s)', guarded, seen, seen);
END $$;

-- A table of the house: nobody who works for one outlet sees it.
CREATE FUNCTION guard_for_house(guarded regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', guarded);
  EXECUTE format('CREATE POLICY outlet ON %s TO chitrail_app USING (of_every_outlet())
                  WITH CHECK (of_every_outlet())', guarded);
END $$;

-- Stored answers are whole responses. Those stored before this day have no outlet and are forgotten in two days.
ALTER TABLE idempotency_keys ADD COLUMN outlet_id text;
ALTER TABLE idempotency_keys ALTER COLUMN outlet_id SET DEFAULT current_setting('chitrail.outlet', true);
COMMENT ON COLUMN idempotency_keys.outlet_id IS 'what the connection was set to; null before walls were built';

SELECT guard_by_outlet('outlets', outlet_column => 'id');
SELECT guard_by_outlet(t::regclass) FROM unnest(ARRAY[
  'approvals', 'audit_entries', 'audit_heads', 'billing_settings', 'credit_notes', 'devices', 'dining_tables', 'drawer_movements',
  'drawer_shifts', 'ingredients', 'invoice_settings', 'invoices', 'menu_categories', 'menu_heads', 'menu_items',
  'menu_versions', 'modifier_groups', 'notifications', 'order_changes', 'order_counters', 'order_discounts',
  'order_lines', 'order_parts', 'order_status_events', 'orders', 'outbox', 'payment_status_events', 'payments',
  'recipes', 'refunds', 'screens', 'sessions', 'staff', 'staff_discounts', 'stations', 'stock_documents', 'stock_levels',
  'stock_movements', 'tax_classes', 'tickets']) AS t;
SELECT guard_by_outlet('idempotency_keys', shared => true, shared_writes => true);
SELECT guard_by_outlet('promotions', shared => true, shared_writes => true);
SELECT guard_by_outlet('coupons', shared => true, shared_writes => true);
SELECT guard_by_outlet('settlement_exceptions', shared => true, shared_writes => true);
SELECT guard_by_outlet('settlement_lines', shared => true);
SELECT guard_by_outlet('ledger_transactions', shared => true);

SELECT guard_by_parent('coupon_counts', 'coupon_id', 'coupons');
SELECT guard_by_parent('credit_note_lines', 'credit_note_id', 'credit_notes');
SELECT guard_by_parent('invoice_lines', 'invoice_id', 'invoices');
SELECT guard_by_parent('item_modifier_groups', 'item_id', 'menu_items');
SELECT guard_by_parent('ledger_entries', 'transaction_id', 'ledger_transactions');
SELECT guard_by_parent('modifiers', 'group_id', 'modifier_groups');
SELECT guard_by_parent('modifier_ingredients', 'modifier_id', 'modifiers');
SELECT guard_by_parent('order_discount_lines', 'discount_id', 'order_discounts');
SELECT guard_by_parent('order_part_lines', 'part_id', 'order_parts');
SELECT guard_by_parent('promotion_versions', 'promotion_id', 'promotions');
SELECT guard_by_parent('recipe_lines', 'recipe_id', 'recipes');
SELECT guard_by_parent('refresh_tokens', 'session_id', 'sessions');
SELECT guard_by_parent('stock_document_lines', 'document_id', 'stock_documents');

SELECT guard_for_house(t::regclass) FROM unnest(ARRAY[
  'audiences', 'dead_letters', 'gateway_webhooks', 'inbox']) AS t;

-- A settlement is money of several outlets: it is seen by those with a line in it and written by the house.
ALTER TABLE settlements ENABLE ROW LEVEL SECURITY;
CREATE POLICY outlet ON settlements TO chitrail_app
  USING (of_every_outlet() OR EXISTS (SELECT FROM settlement_lines WHERE settlement_id = settlements.id))
  WITH CHECK (of_every_outlet());

-- Counted by what they are keys of, not by outlet: invoice_counters (a taxpayer may have several outlets),
-- sign_in_tries (digests of names, addresses). Everybody reads ledger_accounts, status_edges, alembic_version.
