"""The demonstration restaurant's people. Seeding creates them outside production only."""

OUTLET = "blr-indiranagar"
PASSWORD = "chitrail-demo"  # noqa: S105 - published on purpose: it opens nothing but the demonstration
ADMIN = "owner"
MANAGER = "meera"
CASHIER = "joseph"
WAITERS = ("asha", "ravi")
COOK = "imran"
