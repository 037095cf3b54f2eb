"""Reading PostgreSQL into the raw tables: every change once, none lost."""
