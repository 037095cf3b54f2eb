-- raw_settlement_exceptions: Differences between the gateway's settlements and our books.
-- grain: id
-- source: PostgreSQL settlement_exceptions
-- owner: finance
-- refresh: extract
-- columns:
--   id            UUID         Exception
--   kind          VARCHAR      Kind of difference: see docs/settlements.md
--   subject       VARCHAR      Payment, refund or settlement at the gateway
--   settlement_id VARCHAR      Settlement
--   outlet_id     VARCHAR      Outlet, where it is known
--   payment_id    UUID         Payment of ours
--   refund_id     UUID         Refund of ours
--   expected      VARCHAR      What our books say
--   found         VARCHAR      What the gateway says
--   first_seen_at TIMESTAMPTZ  Instant at which it was found
--   resolved_at   TIMESTAMPTZ  Instant at which it ended
--   resolved_by   VARCHAR      Who ended it
--   note          VARCHAR      How
--   xid           BIGINT       Transaction that wrote this version of the row
SELECT
    id,
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
    note,
    xid
FROM settlement_exceptions
