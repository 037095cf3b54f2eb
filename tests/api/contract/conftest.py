"""The API as machines meet it: its own process, on its own database, with a real sandbox as gateway."""

from collections.abc import Iterator

import pytest

from tests.api.contract.serving import Served, serving


@pytest.fixture(scope="module")
def served(module_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(module_database_url, tmp_path_factory.mktemp("served")) as found:
        yield found
