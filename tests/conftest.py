"""Fixtures every room's tests share: real PostgreSQL, real Kafka, settings, and the whole product."""

pytest_plugins = (
    "tests.support.servers",
    "tests.support.databases",
    "tests.support.stack",
)
