"""Discounts: promotions, happy hours and coupons, and what they take off an order."""
