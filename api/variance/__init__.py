"""Actual against theoretical: what was used between two counts, and why it is not what the recipes say."""
