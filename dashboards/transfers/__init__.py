"""Transfers: stock to and from other outlets, sent off and received by their managers."""
