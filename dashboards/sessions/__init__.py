"""Signing in to the manager pages."""
