-- What was last predicted of ingredients that will be gone, and whether somebody was warned of it.

CREATE TABLE stock_run_outs (
  ingredient_id  uuid PRIMARY KEY REFERENCES ingredients,
  outlet_id      text NOT NULL REFERENCES outlets,
  predicted_at   timestamptz NOT NULL,
  business_date  date NOT NULL,
  closes_at      timestamptz NOT NULL,
  earliest       timestamptz,
  expected       timestamptz,
  latest         timestamptz,
  chance         numeric(4, 3) NOT NULL CHECK (chance BETWEEN 0 AND 1),
  is_warned      boolean NOT NULL,
  warned_on      date
);
COMMENT ON COLUMN stock_run_outs.chance IS 'of its being gone before closes_at';
COMMENT ON COLUMN stock_run_outs.is_warned IS 'begins once a business day, and ends only when it is unlikely again';
COMMENT ON COLUMN stock_run_outs.warned_on IS 'business day of the last warning';
SELECT guard_by_outlet('stock_run_outs');
CREATE INDEX stock_run_outs_warned ON stock_run_outs (outlet_id) WHERE is_warned;
