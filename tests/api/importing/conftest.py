from pathlib import Path

import pytest

from tests.api.importing.histories import Importer


@pytest.fixture
def importer(tmp_path: Path, database_url: str) -> Importer:
    return Importer(tmp_path, database_url)


@pytest.fixture
def reader(tmp_path: Path, module_database_url: str) -> Importer:
    """On a database that a module's tests share: for imports that write nothing."""
    return Importer(tmp_path, module_database_url)
