"""A screen in the kitchen: a Socket.IO client that keeps what it was shown, as a browser would."""

import threading
from typing import Any
from uuid import uuid4

import socketio

from tests.support.waiting import eventually


class Screen:
    """One client of the realtime gateway; `shown` is what it did not drop as a repeat."""

    def __init__(self, url: str, token: str, audience: str) -> None:
        self.url = url
        self.auth = {"token": token, "screen_id": str(uuid4())}
        self.audience = audience
        self.last: int | None = None
        self.received: list[dict[str, Any]] = []
        self.shown: list[dict[str, Any]] = []
        self.gaps: list[int] = []
        self.refusal: Any = None
        self._lock = threading.RLock()
        self.client = socketio.Client(reconnection=False)
        self.client.on("notification", self._receive)
        self.client.on("connect_error", self._refused)

    def connect(self) -> None:
        self.client.connect(self.url, auth=self.auth, transports=["websocket"], wait_timeout=10)

    def drop(self) -> None:
        """The line goes dead."""
        self.client.disconnect()

    def ask(self, event: str, payload: Any) -> Any:
        return self.client.call(event, payload, timeout=10)

    def subscribe(self) -> dict[str, Any]:
        with self._lock:
            last = self.last
        answer = self.ask("subscribe", {"audience": self.audience, "last_seq": last})
        assert answer["ok"], answer
        with self._lock:
            if last is None or answer["snapshot"] is not None:
                self.last = answer["head_seq"]
        return dict(answer)

    def come_back(self, within: float = 30.0) -> None:
        """Connect again, however long the gateway takes to be there."""

        def connected() -> bool:
            try:
                self.connect()
            except socketio.exceptions.ConnectionError:
                return False
            return True

        eventually(connected, within=within, every=0.2)
        self.subscribe()

    def wait_for(self, count: int, within: float = 20.0) -> list[int]:
        """Numbers shown, once there are `count`."""
        eventually(lambda: len(self.shown) >= count, within=within)
        return [notification["seq"] for notification in self.shown]

    def _receive(self, notification: dict[str, Any]) -> None:
        with self._lock:
            self.received.append(notification)
            last = self.last or 0
            if notification["seq"] <= last:
                return
            if notification["seq"] > last + 1:
                self.gaps.append(notification["seq"])
            self.last = notification["seq"]
            self.shown.append(notification)

    def _refused(self, data: Any) -> None:
        self.refusal = data
