"""The proof: orders = events = stock ledger = money = warehouse, or every difference by name."""
