"""Drafts of purchase orders from where the stock is and where the forecast says it should be."""
