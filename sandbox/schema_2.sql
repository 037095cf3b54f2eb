-- Entities of any kind; webhooks with faults; the clock, the agenda, faults and settlements.
CREATE TABLE entity_of_any_kind (
  seq        INTEGER PRIMARY KEY AUTOINCREMENT,
  id         TEXT NOT NULL UNIQUE,
  kind       TEXT NOT NULL,
  parent     TEXT,
  created_at INTEGER NOT NULL,
  body       TEXT NOT NULL CHECK (json_valid(body))
);
INSERT INTO entity_of_any_kind SELECT seq, id, kind, parent, created_at, body FROM entity;
DROP TABLE entity;
ALTER TABLE entity_of_any_kind RENAME TO entity;
CREATE INDEX entity_by_parent ON entity (parent, kind);
CREATE INDEX entity_by_kind ON entity (kind, seq);

ALTER TABLE webhook ADD COLUMN fault TEXT NOT NULL DEFAULT '';
ALTER TABLE webhook ADD COLUMN copies INTEGER NOT NULL DEFAULT 1;

CREATE TABLE clock (offset_seconds INTEGER NOT NULL);
INSERT INTO clock VALUES (0);

CREATE TABLE agenda (
  seq       INTEGER PRIMARY KEY AUTOINCREMENT,
  due_at    REAL NOT NULL,
  action    TEXT NOT NULL,
  entity_id TEXT NOT NULL
);
CREATE INDEX agenda_due ON agenda (due_at);

CREATE TABLE fault (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  kind    TEXT NOT NULL,
  path    TEXT NOT NULL,
  seconds REAL,
  left    INTEGER NOT NULL CHECK (left >= 0),
  struck  INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE fault_plan (
  seed    TEXT NOT NULL,
  rate    REAL NOT NULL,
  kinds   TEXT NOT NULL CHECK (json_valid(kinds)),
  path    TEXT NOT NULL,
  seconds REAL,
  drawn   TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(drawn))
);
CREATE TABLE fault_strike (
  seq       INTEGER PRIMARY KEY AUTOINCREMENT,
  fault_id  INTEGER,
  kind      TEXT NOT NULL,
  place     TEXT NOT NULL,
  struck_at INTEGER NOT NULL
);

CREATE TABLE settlement_line (
  seq           INTEGER PRIMARY KEY AUTOINCREMENT,
  settlement_id TEXT,
  entity_id     TEXT NOT NULL,
  settled_at    INTEGER,
  repeat        INTEGER NOT NULL DEFAULT 0,
  body          TEXT CHECK (body IS NULL OR json_valid(body))
);
CREATE INDEX settlement_line_by_entity ON settlement_line (entity_id);
CREATE INDEX settlement_line_by_time ON settlement_line (settled_at);
