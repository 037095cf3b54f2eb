"""Purchasing: orders to suppliers as they are now, approved and received by their manager."""
