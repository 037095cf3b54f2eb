"""The first page and the health probe."""
