"""A gateway that swallows requests: after five in a row nobody waits for it any more, for a while."""

import socket
import threading
from dataclasses import replace

import pytest

from api.app import create_app
from api.payments.gateway.breaker import Breaker
from tests.support.restaurant import Caller, actor


@pytest.fixture
def black_hole():
    """An address that accepts and never answers; the list holds who came."""
    came: list[socket.socket] = []
    server = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            try:
                came.append(server.accept()[0])
            except OSError:
                return  # closed: the test is over

    thread = threading.Thread(target=accept)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}", came
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join()
    for connection in came:
        connection.close()


def test_the_sixth_request_is_not_sent(settings, black_hole):
    address, came = black_hole
    app = create_app(replace(settings, razorpay_base_url=address, razorpay_timeout_seconds=0.2))
    waiter = Caller(app, actor("waiter"))
    problems = []
    for _ in range(8):
        order = waiter.order("soda")
        answer = waiter.post("/api/payments/create-razorpay-order", {"order_id": order["id"]})
        assert answer.status_code == 502
        problems.append(answer.json["detail"])
    assert len(came) == 5
    assert ["pause" in problem for problem in problems] == [False] * 5 + [True] * 3
    order = waiter.order("soda")
    assert waiter.post("/api/payments/confirm-cash", {"order_id": order["id"]}).status_code == 200
    app.extensions["database"].dispose()


def test_after_the_pause_one_may_try_and_decides():
    breaker = Breaker("somewhere", failures=2, pause_seconds=0.0)
    breaker.failed()
    assert breaker.allows()
    breaker.failed()
    assert breaker.allows()
    patient = Breaker("elsewhere", failures=1, pause_seconds=60.0)
    patient.failed()
    assert not patient.allows()
    patient.worked()
    assert patient.allows()
