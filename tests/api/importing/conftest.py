from pathlib import Path

import pytest

from tests.api.importing.histories import Importer


@pytest.fixture
def importer(tmp_path: Path, database_url: str) -> Importer:
    return Importer(tmp_path, database_url)
