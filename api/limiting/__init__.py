"""Limits on how often one caller may ask."""
