"""A running sandbox with a receiver of its webhooks, and the real SDK as its client."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.support.sandbox import RunningSandbox


@dataclass
class Receiver:
    """Takes webhooks; answers the statuses in `answers` first, then 200."""

    url: str = ""
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    before_answer: Callable[[dict[str, str]], object] | None = None

    def events(self) -> list[str]:
        return [json.loads(body)["event"] for _, body in self.taken]

    def bodies(self, event: str) -> list[dict[str, Any]]:
        told = [json.loads(body) for _, body in self.taken]
        return [body for body in told if body["event"] == event]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    state = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            state.taken.append((headers, body))
            if state.before_answer is not None:
                state.before_answer(headers)
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


@pytest.fixture
def sandbox(tmp_path: Path, receiver: Receiver) -> Iterator[RunningSandbox]:
    running = RunningSandbox(tmp_path, receiver.url)
    running.start()
    yield running
    running.program.kill()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    """One sandbox without webhooks for many tests that do not mind each other."""
    running = RunningSandbox(tmp_path_factory.mktemp("shared"), "")
    running.start()
    yield running
    running.program.kill()


@pytest.fixture
def order(sandbox: RunningSandbox) -> dict[str, Any]:
    created: dict[str, Any] = sandbox.sdk.order.create(
        {"amount": 25000, "currency": "INR", "receipt": "r-1", "notes": {"table": "T4"}}
    )
    return created
