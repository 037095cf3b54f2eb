"""Stock on hand and what to reorder."""
