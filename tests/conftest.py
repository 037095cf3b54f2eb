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
    """Two processes share the tests: a file stays in one, so do all that start the whole product.

    Those come first, then the other long ones, so that neither process is left alone with them at the end.
    """
    groups = {item: _group(item) for item in items}
    for item, group in groups.items():
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(
        key=lambda item: LONGEST.index(groups[item]) if groups[item] in LONGEST else len(LONGEST)
    )


def _group(item: pytest.Item) -> str:
    path = item.path.relative_to(item.config.rootpath).as_posix()
    return PRODUCT if path.startswith(("tests/flows/", "tests/local/")) else path
