"""Settings environments for processes and apps under test."""

from pathlib import Path

SECRET_KEY = "test-secret-key-of-more-than-thirty-two-bytes"
NO_LIMITS = ("ACTOR_PER_SECOND", "ACTOR_BURST", "ADDRESS_PER_SECOND", "ADDRESS_BURST")
"""Tests ask as often as they can; those of the limits set their own."""
RAZORPAY_KEY_ID = "rzp_test_chitrail"
RAZORPAY_KEY_SECRET = "test-razorpay-key-secret"
RAZORPAY_WEBHOOK_SECRET = "test-razorpay-webhook-secret"


def environment(
    database_url: str, home: Path, *, kafka_bootstrap: str = "127.0.0.1:1", **overrides: object
) -> dict[str, str]:
    """Environment of one process; overrides are further variables by their full names.

    Without `kafka_bootstrap` the address is one where nothing listens.
    """
    return {
        "CHITRAIL_HOME": str(home),
        "DATABASE_URL": database_url,
        "KAFKA_BOOTSTRAP_SERVERS": kafka_bootstrap,
        "CHITRAIL_SECRET_KEY": SECRET_KEY,
        "RAZORPAY_KEY_ID": RAZORPAY_KEY_ID,
        "RAZORPAY_KEY_SECRET": RAZORPAY_KEY_SECRET,
        "RAZORPAY_WEBHOOK_SECRET": RAZORPAY_WEBHOOK_SECRET,
        **{f"CHITRAIL_LIMIT_{name}": "100000" for name in NO_LIMITS},
        **{name: str(value) for name, value in overrides.items()},
    }
