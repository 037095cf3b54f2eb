"""The embedded stack: PostgreSQL, Kafka and our own processes on one machine, without containers."""
