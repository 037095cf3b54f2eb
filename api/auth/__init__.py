"""Staff, passwords and tokens."""
