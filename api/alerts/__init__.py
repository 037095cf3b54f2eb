"""Alerts: what goes wrong is found by rules, and somebody is told."""
