-- Alerts: rules of each outlet, what they found, and who is told where.

CREATE TABLE alert_rules (
  outlet_id               text NOT NULL REFERENCES outlets,
  kind                    text NOT NULL CHECK (kind ~ '^[a-z_]{1,40}$'),
  is_active               boolean NOT NULL DEFAULT true,
  severity                text NOT NULL CHECK (severity IN ('INFO', 'WARNING', 'CRITICAL')),
  parameters              jsonb NOT NULL CHECK (jsonb_typeof(parameters) = 'object'),
  escalate_after_minutes  integer CHECK (escalate_after_minutes BETWEEN 1 AND 1440),
  version                 integer NOT NULL DEFAULT 1,
  updated_by              text NOT NULL DEFAULT '',
  updated_at              timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (outlet_id, kind)
);
COMMENT ON TABLE alert_rules IS 'rules that differ from the defaults of api.alerts.kinds';

CREATE TABLE alerts (
  id               uuid PRIMARY KEY,
  outlet_id        text NOT NULL REFERENCES outlets,
  kind             text NOT NULL,
  subject          text NOT NULL,
  severity         text NOT NULL CHECK (severity IN ('INFO', 'WARNING', 'CRITICAL')),
  title            text NOT NULL,
  details          jsonb NOT NULL,
  raised_at        timestamptz NOT NULL,
  acknowledged_at  timestamptz,
  acknowledged_by  text NOT NULL DEFAULT '',
  escalated_at     timestamptz,
  resolved_at      timestamptz,
  seq              bigint NOT NULL DEFAULT 1,
  CHECK ((acknowledged_at IS NULL) = (acknowledged_by = ''))
);
CREATE UNIQUE INDEX alerts_one_open ON alerts (outlet_id, kind, subject) WHERE resolved_at IS NULL;
CREATE INDEX alerts_by_time ON alerts (outlet_id, raised_at DESC, id);

CREATE TABLE alert_subscriptions (
  id              uuid PRIMARY KEY,
  outlet_id       text NOT NULL REFERENCES outlets,
  staff_id        uuid NOT NULL REFERENCES staff,
  channel         text NOT NULL CHECK (channel IN ('EMAIL', 'WEBHOOK')),
  target          text NOT NULL CHECK (target <> ''),
  kinds           text[] NOT NULL DEFAULT '{}',
  least_severity  text NOT NULL CHECK (least_severity IN ('INFO', 'WARNING', 'CRITICAL')),
  escalated_only  boolean NOT NULL DEFAULT false,
  quiet_from      time,
  quiet_to        time,
  created_at      timestamptz NOT NULL DEFAULT now(),
  ended_at        timestamptz,
  CHECK ((quiet_from IS NULL) = (quiet_to IS NULL))
);
COMMENT ON COLUMN alert_subscriptions.kinds IS 'none is every kind';
COMMENT ON COLUMN alert_subscriptions.quiet_from IS 'in the outlet''s own time; what is critical or escalated breaks it';
CREATE INDEX alert_subscriptions_open ON alert_subscriptions (outlet_id) WHERE ended_at IS NULL;

CREATE TABLE alert_deliveries (
  id               uuid PRIMARY KEY,
  outlet_id        text NOT NULL REFERENCES outlets,
  alert_id         uuid REFERENCES alerts,
  subscription_id  uuid NOT NULL REFERENCES alert_subscriptions,
  state            text NOT NULL CHECK (state IN ('RAISED', 'ESCALATED', 'RESOLVED', 'TEST')),
  message          jsonb NOT NULL,
  created_at       timestamptz NOT NULL DEFAULT now(),
  due_at           timestamptz,
  attempts         integer NOT NULL DEFAULT 0,
  sent_at          timestamptz,
  failed_at        timestamptz,
  last_error       text NOT NULL DEFAULT '',
  CHECK (due_at IS NOT NULL OR sent_at IS NOT NULL OR failed_at IS NOT NULL)
);
COMMENT ON COLUMN alert_deliveries.due_at IS 'null once sent or given up';
CREATE UNIQUE INDEX alert_deliveries_once ON alert_deliveries (alert_id, subscription_id, state)
  WHERE alert_id IS NOT NULL;
CREATE INDEX alert_deliveries_due ON alert_deliveries (due_at) WHERE due_at IS NOT NULL;

SELECT guard_by_outlet(t::regclass)
FROM unnest(ARRAY['alert_rules', 'alerts', 'alert_subscriptions', 'alert_deliveries']) AS t;
