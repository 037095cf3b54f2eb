"""Suppliers: who they are, what they sell in which pack, and what it cost when."""
