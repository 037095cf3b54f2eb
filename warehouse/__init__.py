"""DuckDB models and the publishing of read-only snapshots."""
