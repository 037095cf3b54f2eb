"""Agents: one thin loop a source topic, and nothing else on that topic in the same app."""
