"""Assets: one for each SQL file of the warehouse, and the snapshots."""
