-- Which screen showed which version of a ticket when, and how long a station's screens may take to.

ALTER TABLE stations
  ADD COLUMN shown_within_seconds smallint NOT NULL DEFAULT 15 CHECK (shown_within_seconds BETWEEN 5 AND 3600);
COMMENT ON COLUMN stations.shown_within_seconds IS 'a ticket no screen has shown by then raises an alert';

CREATE TABLE showings (
  ticket_id  uuid NOT NULL REFERENCES tickets,
  version    integer NOT NULL CHECK (version > 0),
  screen_id  uuid NOT NULL,
  outlet_id  text NOT NULL REFERENCES outlets,
  audience   text NOT NULL,
  shown_by   text NOT NULL,
  shown_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (ticket_id, version, screen_id)
);
COMMENT ON COLUMN showings.shown_at IS 'when we heard of it; clocks of screens are not asked';
CREATE INDEX showings_by_time ON showings (outlet_id, shown_at);
CREATE INDEX screens_by_audience ON screens (audience);
SELECT guard_by_outlet('showings');

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON showings
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON showings
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE ON showings FROM chitrail_app;
