"""Effects: what an event does to PostgreSQL, as functions of a connection, an envelope and an event."""
