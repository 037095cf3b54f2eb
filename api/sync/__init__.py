"""Offline tills: what was done without a line is told in one batch when the line is back."""
