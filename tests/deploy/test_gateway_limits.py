"""What the door refuses, in one shape: too much, too fast, too slow, and services that are away."""

import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.support.nginx import Nginx
from tests.support.restaurant import OUTLET
from tests.support.waiting import eventually

MENU = f"/api/menu?outlet_id={OUTLET}"


def assert_problem(answer, status, code):
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["code"] == code
    assert problem["type"] == f"urn:chitrail:problem:{code}"
    assert problem["request_id"] == answer.headers["X-Request-Id"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """A door with nothing behind it."""
    with Nginx(tmp_path_factory.mktemp("empty"), {}) as nginx:
        yield nginx


@pytest.mark.parametrize(
    ("method", "path", "given", "status", "code"),
    [
        ("POST", "/api/orders", {"data": b"x" * 65_537}, 413, "body-too-large"),
        ("GET", "/api/" + "x" * 9_000, {}, 414, "uri-too-long"),
        ("GET", "/api/menu", {"headers": {"X-Long": "x" * 9_000}}, 431, "headers-too-large"),
        ("TRACE", "/api/menu", {}, 405, "method-not-allowed"),
        ("GET", "/api/menu", {}, 502, "bad-gateway"),
        ("GET", "/manager/", {}, 502, "bad-gateway"),
        ("GET", "/socket.io/?EIO=4&transport=polling", {}, 502, "bad-gateway"),
        ("GET", "/manager/pipelines/", {}, 500, "internal-error"),
    ],
)
def test_a_refusal_of_its_own_is_a_problem_document(empty, method, path, given, status, code):
    answer = requests.request(method, empty.url + path, timeout=10, **given)
    assert_problem(answer, status, code)
    assert ("Retry-After" in answer.headers) == (status == 502)


def test_what_is_no_http_is_a_problem_too(empty):
    with socket.create_connection(("127.0.0.1", empty.port), timeout=10) as line:
        line.sendall(b"GET / HTTP/1.1\r\nno colon\r\nHost: a\r\n\r\n")
        assert b"application/problem+json" in line.recv(4096)


def test_a_burst_beyond_the_rate_is_told_when_to_come_back(house, tmp_path):
    with Nginx(tmp_path, house.upstreams, rate=1, burst=2) as door, ThreadPoolExecutor(8) as pool:
        url = door.url + MENU
        answers = list(pool.map(lambda _: requests.get(url, timeout=10), range(12)))
        refused = [answer for answer in answers if answer.status_code != 200]
        assert 0 < len(refused) < 12
        for answer in refused:
            assert_problem(answer, 429, "too-many-requests")
            assert answer.headers["Retry-After"] == "1"


class Listener:
    """A server that takes requests and does with them what `answer` does; counts them."""

    def __init__(self, answer):
        self.asked = 0
        self.answer = answer
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.open = []
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                line, _ = self.socket.accept()
            except OSError:
                return
            line.recv(65_536)
            self.asked += 1
            self.open.append(line)
            self.answer(line)

    def close(self):
        self.socket.close()
        for line in self.open:
            line.close()


def test_a_write_that_an_upstream_dropped_is_not_sent_again(tmp_path):
    upstreams = [Listener(socket.socket.close) for _ in range(2)]
    try:
        ports = [upstream.port for upstream in upstreams]
        with Nginx(tmp_path, {"api": ports}) as door:
            answer = requests.post(f"{door.url}/api/orders", json={}, timeout=10)
            assert_problem(answer, 502, "bad-gateway")
        assert sum(upstream.asked for upstream in upstreams) == 1
    finally:
        for upstream in upstreams:
            upstream.close()


def test_an_upstream_that_never_answers_is_given_up(tmp_path):
    upstream = Listener(socket.socket.getpeername)
    try:
        with Nginx(tmp_path, {"api": [upstream.port]}, upstream_seconds=1) as door:
            answer = requests.get(f"{door.url}/api/menu", timeout=10)
            assert_problem(answer, 504, "gateway-timeout")
            assert answer.headers["Retry-After"] == "1"
    finally:
        upstream.close()


SLOW_BODY = b"POST /api/orders HTTP/1.1\r\nHost: door\r\nContent-Length: 1000\r\n\r\n{"
SLOW_HEADER = b"POST /api/orders HTTP/1.1\r\nHost: do"


def open_slowly(door, said, count):
    lines = []
    for _ in range(count):
        line = socket.create_connection(("127.0.0.1", door.port), timeout=20)
        line.sendall(said)
        lines.append(line)
    return lines


@pytest.mark.parametrize("said", [SLOW_HEADER, SLOW_BODY])
def test_slow_clients_are_ended_and_hold_up_nobody(house, tmp_path, said):
    # More than the API has threads, so that waiting for any of them would show.
    with Nginx(tmp_path, house.upstreams, client_seconds=3) as door:
        lines = open_slowly(door, said, 30)
        for _ in range(20):
            assert requests.get(door.url + MENU, timeout=4).status_code == 200
        for line in lines:
            line.settimeout(20)
            assert ended(line)
            line.close()


def ended(line):
    """Whether the server closes the line; what it says before is no matter."""
    try:
        while line.recv(4096):
            pass
    except ConnectionResetError:
        return True
    return True


def test_one_address_may_not_take_all_connections(house, tmp_path):
    with Nginx(tmp_path, house.upstreams, connections=3) as door:
        lines = open_slowly(door, SLOW_BODY, 3)
        await_status(door, 429)
        refused = requests.get(door.url + MENU, timeout=10)
        assert_problem(refused, 429, "too-many-requests")
        for line in lines:
            line.close()
        await_status(door, 200)


def await_status(door, status):
    def asked():
        answer = requests.get(door.url + MENU, timeout=10)
        assert answer.status_code == status, answer.text
        return True

    eventually(asked)
