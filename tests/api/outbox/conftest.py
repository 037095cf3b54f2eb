"""A shop that writes events, and the relay as a process of its own."""

import pytest

from tests.api.outbox.shop import Shop, aggregates
from tests.support.ports import free_port
from tests.support.processes import Program
from tests.support.settings import environment


@pytest.fixture
def shop(database_url):
    return Shop(database_url)


@pytest.fixture
def outbox_program(database_url, kafka_bootstrap, tmp_path):
    """outbox_program("relay") makes `python -m api.outbox`; killed at the end."""

    def make(name="relay", *arguments, bootstrap=kafka_bootstrap, **variables):
        variables = {"CHITRAIL_METRICS_PORT": free_port(), **variables}
        env = environment(database_url, tmp_path, kafka_bootstrap=bootstrap, **variables)
        made.append(Program(["api.outbox", *arguments], env, tmp_path / f"{name}.log"))
        return made[-1]

    made: list[Program] = []
    yield make
    for program in made:
        if program.process is not None:
            program.kill()


@pytest.fixture
def twelve():
    """Twelve aggregates."""
    return aggregates(12)
