-- What a kitchen makes to keep: how much was to come of a batch, and how much did.

CREATE TABLE stock_productions (
  document_id    uuid PRIMARY KEY REFERENCES stock_documents,
  outlet_id      text NOT NULL REFERENCES outlets,
  ingredient_id  uuid NOT NULL REFERENCES ingredients,
  made           numeric(14, 3) NOT NULL CHECK (made > 0 AND made <= 1000000000),
  expected       numeric(14, 3) CHECK (expected > 0 AND expected <= 1000000000),
  made_at        timestamptz NOT NULL
);
CREATE INDEX stock_productions_of_outlet ON stock_productions (outlet_id, made_at);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON stock_productions
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON stock_productions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE ON stock_productions FROM chitrail_app;
SELECT guard_by_outlet('stock_productions');
COMMENT ON COLUMN stock_productions.expected IS 'what the recipe of the batch promises; null where nobody said';
