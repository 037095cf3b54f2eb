"""The demonstration: a lunch hour of trade through the public API, and the report about it."""
