"""Fixtures every room's tests share: real PostgreSQL, real Kafka, settings, and the whole product."""

import pytest

PRODUCT = "product"
LONGEST = (
    PRODUCT,
    "tests/api/contract/test_schemathesis.py",
    "tests/api/walls/test_foreign_ids.py",
)

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


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first, so that neither of two processes is left alone with them at the end."""
    items.sort(key=lambda item: (*LONGEST, _group(item)).index(_group(item)))


def _group(item: pytest.Item) -> str:
    path = item.path.relative_to(item.config.rootpath).as_posix()
    return PRODUCT if path.startswith(("tests/flows/", "tests/local/")) else path
