"""The real server: processes, sockets, clean stop, counters of all workers, nothing written elsewhere."""

import http.client
import json
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chitrail.ids import new_id
from tests.support.ports import free_port
from tests.support.processes import Program
from tests.support.restaurant import actor, bearer
from tests.support.settings import environment

ORDER = {"order_type": "TAKEAWAY", "lines": [{"item_code": "lassi", "quantity": 1}]}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def server(restaurant_url, home, port, tmp_path) -> Iterator[Program]:
    env = environment(restaurant_url, home, CHITRAIL_API_PORT=port, HOME=tmp_path / "user")
    with Program(["api"], env, tmp_path / "api.log") as program:
        program.wait_for_url(f"http://127.0.0.1:{port}/readyz")
        yield program


def call(port: int, method: str, path: str, body=None, key: str = ""):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"Authorization": bearer(actor("waiter")), "Content-Type": "application/json"}
    if method == "POST":
        headers["Idempotency-Key"] = key or str(new_id())
    try:
        connection.request(method, path, json.dumps(body) if body else None, headers)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def test_it_serves_counts_and_stops_cleanly(server, port, home, tmp_path):
    key = str(new_id())
    with ThreadPoolExecutor(20) as pool:
        same = list(pool.map(lambda _: call(port, "POST", "/api/orders", ORDER, key), range(20)))
        other = list(pool.map(lambda _: call(port, "POST", "/api/orders", ORDER), range(20)))
    assert {status for status, _ in same} == {201}
    assert len({body for _, body in same}) == 1
    numbers = sorted(json.loads(body)["number"] for _, body in other)
    assert numbers == list(range(numbers[0], numbers[0] + 20))
    _, metrics = call(port, "GET", "/metrics")
    assert b'orders_placed_total{order_type="TAKEAWAY",outlet="spice-lane"} 21.0' in metrics
    assert server.stop(within=10) == 0
    assert not (tmp_path / "user").exists()
    assert {path.name for path in home.iterdir()} == {"metrics"}
    assert "Traceback" not in server.output()


def test_a_killed_worker_is_replaced_and_nothing_acknowledged_is_lost(server, port, database):
    import psutil

    before = database.execute("SELECT count(*) FROM orders").fetchone()[0]
    acknowledged = 0
    for n in range(30):
        if n == 10:
            workers = psutil.Process(server.process.pid).children()
            workers[0].send_signal(signal.SIGKILL)
        key = str(new_id())
        for _ in range(20):
            try:
                status, _ = call(port, "POST", "/api/orders", ORDER, key)
            except (OSError, http.client.HTTPException):
                continue
            assert status == 201
            acknowledged += 1
            break
    assert acknowledged == 30
    assert database.execute("SELECT count(*) FROM orders").fetchone()[0] == before + 30
