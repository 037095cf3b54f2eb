"""Fixtures every room's tests share: real PostgreSQL, real Kafka, settings, and the whole product."""

import pytest

pytest_plugins = (
    "tests.support.servers",
    "tests.support.databases",
    "tests.support.stack",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--rounds`: how often each race of tests/api/payments is run; 1000 for the figures.

    `--seconds`: how long the eight devices of tests/api/orders are at one table; 60 for the figures.
    """
    parser.addoption("--rounds", type=int, default=12, help="rounds of each race (default: 12)")
    parser.addoption("--seconds", type=float, default=0, help="how long devices sit at one table")
