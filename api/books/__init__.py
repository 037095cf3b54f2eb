"""The double-entry ledger of money: posted by the database, read here."""
