"""Two API processes and one Redis: one quota; and each its own while Redis is away."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from api.limiting.buckets import OwnBuckets, SharedBuckets
from api.limiting.policies import Policy
from chitrail.redis_connection import RedisConnection
from tests.support.ports import free_port
from tests.support.processes import Program
from tests.support.redis import RedisServer
from tests.support.restaurant import actor, bearer
from tests.support.settings import environment
from tests.support.waiting import eventually

BURST = 20


@pytest.fixture
def redis(tmp_path):
    with RedisServer(tmp_path) as server:
        yield server


@pytest.fixture
def processes(restaurant_url, redis, tmp_path):
    made = []
    for number in range(2):
        port = free_port()
        env = environment(
            restaurant_url,
            tmp_path / str(number),
            REDIS_URL=redis.url,
            CHITRAIL_REDIS_TIMEOUT_SECONDS=3,
            CHITRAIL_API_PORT=port,
            CHITRAIL_API_WORKERS=1,
            CHITRAIL_LIMIT_ACTOR_PER_SECOND=0.0001,
            CHITRAIL_LIMIT_ACTOR_BURST=BURST,
        )
        made.append((Program(["api"], env, tmp_path / f"{number}.log").start(), port))
    for program, port in made:
        program.wait_for_url(f"http://127.0.0.1:{port}/livez")
    yield made
    for program, _ in made:
        program.kill()


def ask(port, role):
    headers = {"Authorization": bearer(actor(role))}
    return requests.get(f"http://127.0.0.1:{port}/api/orders", headers=headers, timeout=30)


def metric(port):
    said = requests.get(f"http://127.0.0.1:{port}/metrics", timeout=30).text
    found = [line for line in said.splitlines() if line.startswith("chitrail_rate_limits_alone_t")]
    return float(found[0].split()[-1]) if found else 0.0


def test_processes_share_a_quota_and_go_on_alone_without_redis(processes, redis):
    ports = [port for _, port in processes]
    with ThreadPoolExecutor(8) as pool:
        asked = [ports[number % 2] for number in range(3 * BURST)]
        codes = [answer.status_code for answer in pool.map(lambda p: ask(p, "waiter"), asked)]
    assert codes.count(200) == BURST
    assert codes.count(429) == 2 * BURST
    assert [metric(port) for port in ports] == [0.0, 0.0]

    redis.stop()
    for program, port in processes:
        codes = [ask(port, "cashier").status_code for _ in range(BURST + 5)]
        assert codes == [200] * BURST + [429] * 5
        assert metric(port) == BURST + 5
        assert program.output().count("Redis does not answer") == 1

    redis.start()
    for program, port in processes:
        eventually(
            lambda program=program, port=port: (
                ask(port, "manager") is not None and "Redis answers again" in program.output()
            )
        )


@pytest.mark.parametrize(("rate", "burst"), [(1.5, 3), (7, 7), (0.3, 1), (50, 200), (0.0001, 9)])
def test_a_whole_burst_fits_both_kinds_of_bucket(redis, rate, burst):
    policy = Policy("test", rate, burst)
    shared = SharedBuckets(RedisConnection(redis.url, 3))
    for buckets in (shared, OwnBuckets()):
        verdicts = [buckets.take(policy, "x") for _ in range(burst)]
        assert not any(verdict.wait for verdict in verdicts)
        assert verdicts[0].headers[1][1].startswith(f'"test";r={burst - 1};t=')
