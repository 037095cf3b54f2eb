-- Sign-ins that can be ended, enrolled devices and PINs, limits of guessing, second persons, the audit.

ALTER TABLE staff
  ADD COLUMN pin_hash    text,
  ADD COLUMN pin_key_id  text,
  ADD CONSTRAINT staff_pin_is_whole CHECK ((pin_hash IS NULL) = (pin_key_id IS NULL));

----------------------------------------------------------------------------------------- who is signed in

CREATE TABLE devices (
  id            uuid PRIMARY KEY,
  outlet_id     text NOT NULL REFERENCES outlets,
  name          text NOT NULL,
  token_sha256  bytea NOT NULL UNIQUE CHECK (octet_length(token_sha256) = 32),
  enrolled_by   text NOT NULL,
  enrolled_at   timestamptz NOT NULL DEFAULT now(),
  revoked_at    timestamptz
);
CREATE INDEX devices_by_outlet ON devices (outlet_id);

CREATE TABLE sessions (
  id            uuid PRIMARY KEY,
  outlet_id     text NOT NULL REFERENCES outlets,
  kind          text NOT NULL CHECK (kind IN ('password', 'pin', 'display', 'guest')),
  subject       text NOT NULL,
  staff_id      uuid REFERENCES staff,
  device_id     uuid REFERENCES devices,
  address       text NOT NULL DEFAULT '',
  started_at    timestamptz NOT NULL DEFAULT now(),
  renewed_at    timestamptz NOT NULL DEFAULT now(),
  expires_at    timestamptz NOT NULL,
  access_until  timestamptz NOT NULL,  -- no access token of this sign-in lives longer
  ended_at      timestamptz,
  end_reason    text,
  CHECK ((ended_at IS NULL) = (end_reason IS NULL)),
  CHECK ((staff_id IS NOT NULL) = (kind IN ('password', 'pin'))),
  CHECK ((device_id IS NOT NULL) = (kind = 'pin'))
);
CREATE INDEX sessions_by_outlet ON sessions (outlet_id, started_at DESC, id DESC);
CREATE INDEX sessions_by_staff ON sessions (staff_id) WHERE ended_at IS NULL;
CREATE INDEX sessions_by_device ON sessions (device_id) WHERE ended_at IS NULL;
-- What every process reads once a second: sign-ins that ended before their tokens did.
CREATE INDEX sessions_revoked ON sessions (access_until) WHERE ended_at IS NOT NULL;

CREATE TABLE refresh_tokens (
  token_sha256  bytea PRIMARY KEY CHECK (octet_length(token_sha256) = 32),
  session_id    uuid NOT NULL REFERENCES sessions,
  issued_at     timestamptz NOT NULL DEFAULT now(),
  expires_at    timestamptz NOT NULL,
  used_at       timestamptz
);
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);

-- Times of guesses inside the window of their limit, newest last.
CREATE TABLE sign_in_tries (
  scope  text NOT NULL,
  key    text NOT NULL,
  tries  timestamptz[] NOT NULL,
  PRIMARY KEY (scope, key)
);

------------------------------------------------------------------------------------------- second persons

CREATE TABLE approvals (
  id            uuid PRIMARY KEY,
  outlet_id     text NOT NULL REFERENCES outlets,
  act           text NOT NULL,
  subject       text NOT NULL,
  token_sha256  bytea NOT NULL UNIQUE CHECK (octet_length(token_sha256) = 32),
  requested_by  text NOT NULL,
  approved_by   uuid NOT NULL REFERENCES staff,
  approved_at   timestamptz NOT NULL DEFAULT now(),
  expires_at    timestamptz NOT NULL,
  used_at       timestamptz,
  CHECK (requested_by <> approved_by::text)
);

---------------------------------------------------------------------------------------------------- audit

-- outlet_id is '-' where a sign-in named nobody we know.
CREATE TABLE audit_heads (
  outlet_id    text PRIMARY KEY,
  last_seq     bigint NOT NULL,
  last_sha256  bytea NOT NULL CHECK (octet_length(last_sha256) = 32)
);

-- sha256 covers the row and the sha256 of the row before; see chitrail/audit_chain.py.
CREATE TABLE audit_entries (
  outlet_id        text NOT NULL,
  seq              bigint NOT NULL CHECK (seq > 0),
  occurred_at      timestamptz NOT NULL,
  actor            text NOT NULL,
  act              text NOT NULL,
  subject          text NOT NULL,
  details          jsonb NOT NULL,
  previous_sha256  bytea NOT NULL CHECK (octet_length(previous_sha256) = 32),
  sha256           bytea NOT NULL CHECK (octet_length(sha256) = 32),
  PRIMARY KEY (outlet_id, seq)
);
CREATE INDEX audit_entries_newest ON audit_entries (outlet_id, occurred_at DESC, seq DESC);
CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_entries_not_emptied BEFORE TRUNCATE ON audit_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

REVOKE UPDATE ON audit_entries FROM chitrail_app;
GRANT DELETE ON refresh_tokens, sign_in_tries TO chitrail_app;
