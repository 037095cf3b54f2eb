"""Where messages arrive: a web server that takes webhooks, and a mail server."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler

from tests.support.ports import free_port


@dataclass
class Hooks:
    """A receiver of webhooks; `answers` are the statuses it gives, the last one for ever."""

    url: str
    answers: list[int]
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def answer(self) -> int:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def receiving_hooks(*answers: int) -> Iterator[Hooks]:
    """A web server of this machine; 200 unless told otherwise."""
    hooks = Hooks("", list(answers or (200,)))

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hooks.taken.append(({k.lower(): v for k, v in self.headers.items()}, body))
            status = hooks.answer()
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", hooks.url)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Say nothing: what arrived is in `taken`."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    hooks.url = f"http://127.0.0.1:{server.server_port}/alerts"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hooks
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()


class _Mailbox(MessageHandler):
    def __init__(self) -> None:
        super().__init__()
        self.messages: list[Message] = []

    def handle_message(self, message: Message) -> None:
        self.messages.append(message)


@contextmanager
def receiving_mail() -> Iterator[tuple[str, list[Message]]]:
    """A mail server of this machine: its address, and the messages it took."""
    mailbox = _Mailbox()
    server = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    server.start()
    try:
        yield f"smtp://127.0.0.1:{server.port}", mailbox.messages
    finally:
        server.stop()
