-- mart_settlement_exception: Differences between the gateway's settlements and our books, open and resolved.
-- grain: exception_id
-- source: raw_settlement_exceptions
-- owner: finance
-- refresh: whole
-- columns:
--   exception_id  UUID         Exception
--   kind          VARCHAR      Kind of difference: see docs/settlements.md
--   subject       VARCHAR      Payment, refund or settlement at the gateway
--   settlement_id VARCHAR      Settlement
--   outlet_id     VARCHAR      Outlet, where it is known
--   payment_id    UUID         Payment of ours
--   refund_id     UUID         Refund of ours
--   expected      VARCHAR      What our books say
--   found         VARCHAR      What the gateway says
--   first_seen_at TIMESTAMPTZ  Instant at which it was found
--   resolved_at   TIMESTAMPTZ  Instant at which it ended; NULL while it is open
--   resolved_by   VARCHAR      Who ended it
--   note          VARCHAR      How
SELECT
    id AS exception_id,
    kind,
    subject,
    settlement_id,
    outlet_id,
    payment_id,
    refund_id,
    expected,
    found,
    first_seen_at,
    resolved_at,
    resolved_by,
    note
FROM raw_settlement_exceptions
