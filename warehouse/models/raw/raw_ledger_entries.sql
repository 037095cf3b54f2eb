-- raw_ledger_entries: Entries of the double-entry ledger: debits positive, credits negative.
-- grain: transaction_id, line_no
-- source: PostgreSQL ledger_entries
-- owner: finance
-- refresh: extract
-- columns:
--   transaction_id UUID      Transaction; its entries add up to zero
--   line_no        SMALLINT  Number in the transaction
--   account        VARCHAR   Account
--   amount_paise   BIGINT    Amount
--   xid            BIGINT    Transaction that wrote this version of the row
SELECT
    transaction_id,
    line_no,
    account,
    amount_paise,
    xid
FROM ledger_entries
