import socket
import time

import pytest

from chitrail.redis_connection import RedisAway, RedisConnection, connect
from chitrail.settings import Settings
from tests.support.redis import RedisServer
from tests.support.settings import environment
from tests.support.waiting import eventually

URL = "postgresql+psycopg://u:p@127.0.0.1:5432/chitrail"


def test_without_an_address_there_is_none(tmp_path):
    assert connect(Settings.from_env(environment(URL, tmp_path))) is None


def test_an_outage_is_told_and_ends_by_itself(tmp_path, caplog):
    with RedisServer(tmp_path) as server:
        env = environment(URL, tmp_path, REDIS_URL=server.url, CHITRAIL_REDIS_TIMEOUT_SECONDS=1)
        redis = connect(Settings.from_env(env))
        assert redis is not None
        redis.ask(lambda r: r.set("dish", "dal"))
        assert redis.ask(lambda r: r.get("dish")) == b"dal"
        server.stop()
        for _ in range(3):
            with pytest.raises(RedisAway):
                redis.ask(lambda r: r.get("dish"))
        server.start()
        assert eventually(lambda: still(redis)) is True
        redis.close()
    told = [record.getMessage() for record in caplog.records]
    assert sum("does not answer" in line for line in told) == 1
    assert sum("answers again" in line for line in told) == 1


def still(redis):
    try:
        return redis.ask(lambda r: r.ping())
    except RedisAway:
        return False


def test_a_server_that_swallows_questions_costs_one_bounded_wait():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        redis = RedisConnection(f"redis://127.0.0.1:{silent.getsockname()[1]}/0", 0.02)
        asked, refused = [], []
        for _ in range(50):
            started = time.monotonic()
            with pytest.raises(RedisAway) as away:
                redis.ask(lambda r: asked.append(1) or r.ping())
            refused.append(away.value.detail)
            assert time.monotonic() - started < 1.0
        redis.close()
    assert len(asked) < 50  # the others were refused without asking
    assert "Redis failed a moment ago" in refused
