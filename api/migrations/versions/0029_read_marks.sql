-- How far each member of staff has read what their audience was told, and a way to past evenings of a screen.

CREATE TABLE read_marks (
  staff_id   uuid NOT NULL REFERENCES staff,
  audience   text NOT NULL,
  outlet_id  text NOT NULL REFERENCES outlets,
  read_seq   bigint NOT NULL CHECK (read_seq >= 0),
  read_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (staff_id, audience)
);
SELECT guard_by_outlet('read_marks');

CREATE INDEX notifications_by_time ON notifications (audience, created_at);
