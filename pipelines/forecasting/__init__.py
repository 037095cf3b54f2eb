"""Demand of ingredients and what to order; pure functions on pandas and numpy."""
