"""Receiving: what suppliers brought, what they ask for it, and what goes back to them."""
