CREATE TABLE IF NOT EXISTS entity (
  seq        INTEGER PRIMARY KEY AUTOINCREMENT,
  id         TEXT NOT NULL UNIQUE,
  kind       TEXT NOT NULL CHECK (kind IN ('order', 'payment', 'refund')),
  parent     TEXT,
  created_at INTEGER NOT NULL,
  body       TEXT NOT NULL CHECK (json_valid(body))
);
CREATE INDEX IF NOT EXISTS entity_by_parent ON entity (parent, kind);
CREATE INDEX IF NOT EXISTS entity_by_kind ON entity (kind, seq);

CREATE TABLE IF NOT EXISTS ledger (
  seq        INTEGER PRIMARY KEY AUTOINCREMENT,
  entity_id  TEXT NOT NULL UNIQUE,
  type       TEXT NOT NULL CHECK (type IN ('payment', 'refund')),
  payment_id TEXT NOT NULL,
  order_id   TEXT,
  credit     INTEGER NOT NULL CHECK (credit >= 0),
  debit      INTEGER NOT NULL CHECK (debit >= 0),
  fee        INTEGER NOT NULL CHECK (fee >= 0),
  tax        INTEGER NOT NULL CHECK (tax >= 0),
  created_at INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS refund_key (
  key        TEXT NOT NULL,
  payment_id TEXT NOT NULL,
  request    TEXT NOT NULL,
  refund_id  TEXT NOT NULL,
  PRIMARY KEY (payment_id, key)
);

CREATE TABLE IF NOT EXISTS webhook (
  seq         INTEGER PRIMARY KEY AUTOINCREMENT,
  event_id    TEXT NOT NULL UNIQUE,
  event       TEXT NOT NULL,
  body        TEXT NOT NULL,
  created_at  REAL NOT NULL,
  next_at     REAL,
  attempts    INTEGER NOT NULL DEFAULT 0,
  last_status TEXT NOT NULL DEFAULT '',
  delivered_at REAL
);
CREATE INDEX IF NOT EXISTS webhook_due ON webhook (next_at) WHERE next_at IS NOT NULL;
