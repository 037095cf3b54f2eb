-- What the stream's windowed tables say now, for the page of managers: hints, true figures come from the warehouse.

CREATE TABLE live_figures (
  kind         text NOT NULL CHECK (kind IN ('SOLD', 'TICKETS')),
  outlet_id    text NOT NULL REFERENCES outlets,
  subject      text NOT NULL,
  minute       timestamptz NOT NULL,
  partition    smallint NOT NULL,
  numbers      integer[] NOT NULL,
  updated_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (outlet_id, kind, subject, minute, partition)
);
COMMENT ON COLUMN live_figures.subject IS 'the item sold, or the station whose tickets became ready';
COMMENT ON COLUMN live_figures.numbers IS 'SOLD: portions by order; TICKETS: seconds from firing to ready by ticket';
CREATE INDEX live_figures_age ON live_figures (minute);
SELECT guard_by_outlet('live_figures');
REVOKE INSERT, UPDATE, DELETE ON live_figures FROM chitrail_app;
