"""Settlements: what the gateway paid into the bank, line by line against what we know."""
