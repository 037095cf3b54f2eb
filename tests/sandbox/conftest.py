"""A running sandbox with a receiver of its webhooks, and the real SDK as its client."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import razorpay
import requests

from tests.support.ports import free_port
from tests.support.processes import Program
from tests.support.settings import RAZORPAY_KEY_ID, RAZORPAY_KEY_SECRET, RAZORPAY_WEBHOOK_SECRET


@dataclass
class Receiver:
    """Takes webhooks; answers the statuses in `answers` first, then 200."""

    url: str = ""
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def events(self) -> list[str]:
        return [json.loads(body)["event"] for _, body in self.taken]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    state = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            state.taken.append((headers, body))
            self.send_response(state.answers.pop(0) if state.answers else 200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield state
    server.shutdown()
    thread.join()
    server.server_close()


class RunningSandbox:
    """The sandbox as a process of its own."""

    def __init__(self, folder: Path, webhook_url: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        env = {
            "SANDBOX_DATA": str(folder / "sandbox"),
            "SANDBOX_PORT": str(self.port),
            "SANDBOX_BACKOFF_SECONDS": "0.2",
            "RAZORPAY_KEY_ID": RAZORPAY_KEY_ID,
            "RAZORPAY_KEY_SECRET": RAZORPAY_KEY_SECRET,
            "RAZORPAY_WEBHOOK_SECRET": RAZORPAY_WEBHOOK_SECRET,
            "RAZORPAY_WEBHOOK_URL": webhook_url,
        }
        self.program = Program(["sandbox"], env, folder / "sandbox.log")
        self.sdk = razorpay.Client(auth=(RAZORPAY_KEY_ID, RAZORPAY_KEY_SECRET), base_url=self.url)

    def start(self) -> None:
        self.program.start()
        self.program.wait_for_url(f"{self.url}/healthz")

    def call(self, method: str, path: str, **arguments: Any) -> requests.Response:
        auth = (RAZORPAY_KEY_ID, RAZORPAY_KEY_SECRET)
        return requests.request(method, self.url + path, auth=auth, timeout=10, **arguments)

    def pay(self, order_id: str, **fields: str) -> requests.Response:
        body = {"order_id": order_id, "method": "card", "card_number": "4100280000001007", **fields}
        return self.call("POST", "/sandbox/pay", json=body)


@pytest.fixture
def sandbox(tmp_path: Path, receiver: Receiver) -> Iterator[RunningSandbox]:
    running = RunningSandbox(tmp_path, receiver.url)
    running.start()
    yield running
    running.program.kill()


@pytest.fixture
def order(sandbox: RunningSandbox) -> dict[str, Any]:
    created: dict[str, Any] = sandbox.sdk.order.create(
        {"amount": 25000, "currency": "INR", "receipt": "r-1", "notes": {"table": "T4"}}
    )
    return created
