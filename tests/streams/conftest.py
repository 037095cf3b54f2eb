"""A broker of one test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from chitrail.local.kafka import EmbeddedKafka
from tests.support.servers import create_topics, jars


@pytest.fixture
def own_broker(tmp_path: Path) -> Iterator[str]:
    """A broker without other tests' records: from the beginning is from the beginning."""
    with EmbeddedKafka(tmp_path / "kafka", jars=jars()) as server:
        create_topics(server.bootstrap_servers)
        yield server.bootstrap_servers
