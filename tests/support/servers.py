"""Session-wide servers: one PostgreSQL and one Kafka broker, each started when first asked for."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from chitrail.local.kafka import EmbeddedKafka
from chitrail.local.postgres import EmbeddedPostgres
from chitrail.topics import ALL_TOPICS
from tests.support.processes import ROOT


@pytest.fixture(scope="session")
def server_home() -> Iterator[Path]:
    """A folder that the database's own OS user may enter (pytest's temporary folders are private)."""
    home = Path(tempfile.mkdtemp(prefix="chitrail-test-"))
    home.chmod(0o755)
    yield home
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server(server_home: Path) -> Iterator[EmbeddedPostgres]:
    """PostgreSQL with durability off: tests that kill the server start their own."""
    server = EmbeddedPostgres(
        server_home / "postgres",
        fsync="off",
        synchronous_commit="off",
        full_page_writes="off",
        max_connections="200",
    )
    with server:
        yield server


@pytest.fixture(scope="session")
def kafka_server(server_home: Path) -> Iterator[EmbeddedKafka]:
    """A real Apache Kafka broker with every topic of the product."""
    with EmbeddedKafka(server_home / "kafka", jars=jars()) as server:
        create_topics(server.bootstrap_servers)
        yield server


def jars() -> Path:
    """Where the broker's jars are kept between runs."""
    return Path(os.environ.get("CHITRAIL_HOME") or ROOT / ".chitrail") / "kafka" / "jars"


@pytest.fixture(scope="session")
def kafka_bootstrap(kafka_server: EmbeddedKafka) -> str:
    """Bootstrap servers of the session's broker."""
    return kafka_server.bootstrap_servers


def create_topics(bootstrap_servers: str) -> None:
    """Every topic of the product on a broker."""
    from confluent_kafka.admin import AdminClient, NewTopic  # type: ignore[attr-defined]

    admin = AdminClient({"bootstrap.servers": bootstrap_servers})
    wanted = [
        NewTopic(
            topic.name,
            num_partitions=topic.partitions,
            replication_factor=1,
            config={"cleanup.policy": "compact"} if topic.compacted else {},
        )
        for topic in ALL_TOPICS
    ]
    for future in admin.create_topics(wanted).values():
        future.result(timeout=30)
