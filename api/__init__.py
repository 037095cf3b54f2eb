"""The REST API, the outbox relay and the realtime gateway."""
