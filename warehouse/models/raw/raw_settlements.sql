-- raw_settlements: Transfers of the payment gateway to the bank as the operational database has them.
-- grain: id
-- source: PostgreSQL settlements
-- owner: finance
-- refresh: extract
-- columns:
--   id           VARCHAR      Settlement at the gateway
--   status       VARCHAR      created, processed or failed
--   amount_paise BIGINT       Amount transferred
--   fees_paise   BIGINT       Fees kept, GST included
--   tax_paise    BIGINT       GST in them
--   utr          VARCHAR      Reference of the bank transfer
--   settled_at   TIMESTAMPTZ  Instant of the settlement
--   xid          BIGINT       Transaction that wrote this version of the row
SELECT
    id,
    status,
    amount_paise,
    fees_paise,
    tax_paise,
    utr,
    settled_at,
    xid
FROM settlements
