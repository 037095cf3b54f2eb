"""The Razorpay sandbox: a server that behaves as Razorpay's API and checkout do, with a ledger of its own.

It knows nothing of the rest of the product: whatever works here works against the real gateway.
"""
