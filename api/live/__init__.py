"""Live figures of the day under way: hints from the stream, true figures come from the warehouse."""
