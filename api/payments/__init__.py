"""Payments: Razorpay and cash, refunds, statistics."""
