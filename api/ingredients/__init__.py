"""Ingredients: what they are, and which units they can be measured in."""
