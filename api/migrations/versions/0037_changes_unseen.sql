-- What changed on a ticket that hangs, until a cook has seen it: the same on every screen of the station.

ALTER TABLE tickets ADD COLUMN changes jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(changes) = 'array');
COMMENT ON COLUMN tickets.changes IS 'since a cook last looked: what, from, to, who, when';
CREATE INDEX tickets_unseen ON tickets (outlet_id, station, updated_at) WHERE changes <> '[]';

ALTER TABLE ticket_events ADD COLUMN unseen smallint NOT NULL DEFAULT 0 CHECK (unseen >= 0);
COMMENT ON COLUMN ticket_events.unseen IS 'so many changes no cook had seen; less than in the version before: actor saw them';

CREATE OR REPLACE FUNCTION note_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ticket_events
    (ticket_id, version, outlet_id, order_id, station, course, status, actor, occurred_at, unseen)
  VALUES (NEW.id, NEW.version, NEW.outlet_id, NEW.order_id, NEW.station, NEW.course, NEW.status,
    NEW.changed_by, NEW.updated_at, jsonb_array_length(NEW.changes));
  RETURN NULL;
END $$;
