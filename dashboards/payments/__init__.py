"""Payments of a business day and their trend."""
