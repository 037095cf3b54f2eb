-- Every version a ticket has had, and who made it: kitchen times by station, and any evening told again.

ALTER TABLE tickets ADD COLUMN changed_by text;
COMMENT ON COLUMN tickets.changed_by IS 'who made this version; null for what was written before it was asked';

CREATE TABLE ticket_events (
  ticket_id    uuid NOT NULL REFERENCES tickets,
  version      integer NOT NULL CHECK (version >= 0),
  outlet_id    text NOT NULL REFERENCES outlets,
  order_id     uuid NOT NULL REFERENCES orders,
  station      text NOT NULL,
  course       smallint,
  status       text NOT NULL,
  actor        text,
  occurred_at  timestamptz NOT NULL,
  PRIMARY KEY (ticket_id, version)
);
COMMENT ON COLUMN ticket_events.order_id IS 'the order it hung on then: orders are merged and split';
CREATE INDEX ticket_events_by_time ON ticket_events (outlet_id, station, occurred_at);

INSERT INTO ticket_events (ticket_id, version, outlet_id, order_id, station, course, status, occurred_at)
SELECT id, version, outlet_id, order_id, station, course, status, updated_at FROM tickets;

CREATE FUNCTION note_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ticket_events
    (ticket_id, version, outlet_id, order_id, station, course, status, actor, occurred_at)
  VALUES (NEW.id, NEW.version, NEW.outlet_id, NEW.order_id, NEW.station, NEW.course, NEW.status,
    NEW.changed_by, NEW.updated_at);
  RETURN NULL;
END $$;
CREATE TRIGGER note_new AFTER INSERT ON tickets FOR EACH ROW EXECUTE FUNCTION note_ticket();
CREATE TRIGGER note_version AFTER UPDATE ON tickets FOR EACH ROW
  WHEN (NEW.version <> OLD.version) EXECUTE FUNCTION note_ticket();

SELECT guard_by_outlet('ticket_events');
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON ticket_events
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON ticket_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE ON ticket_events FROM chitrail_app;
