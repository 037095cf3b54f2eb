"""A kitchen display without a browser: keeps its place over any line, and writes down all it has shown."""

import asyncio
import contextlib
import itertools
import time
from collections import Counter
from datetime import datetime
from typing import Any
from uuid import uuid4

import socketio
from socketio.exceptions import SocketIOError

from chitrail import audiences

ANSWER_SECONDS = 4.0
PAUSE_SECONDS = 0.2
TELL_SECONDS = 0.15
MOST_AT_ONCE = 200
LOST = (SocketIOError, OSError, asyncio.TimeoutError)


class KitchenScreen:
    """One screen of one station; `log` is every ticket it hung on its rail, in order."""

    def __init__(self, url: str, token: str, outlet_id: str, station: str) -> None:
        self.outlet_id, self.station = outlet_id, station
        self.audience = audiences.kitchen(outlet_id, station)
        self.log: list[str] = []
        self.seconds: dict[str, float] = {}
        self.connections = 0
        self._url = url
        self._auth = {"token": token, "screen_id": str(uuid4())}
        self._last: int | None = None
        self._early: dict[int, dict[str, Any]] = {}
        self._hung: set[str] = set()
        self._unnumbered: set[str] = set()
        self._untold: dict[str, int] = {}
        self._stopped = False
        self._sessions: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Connect, and again whenever the line is lost."""
        self._sessions.add(asyncio.create_task(self._stay()))

    def double(self) -> None:
        """Connect once more while the connection there is still lives."""
        self._sessions = {each for each in self._sessions if not each.done()}
        self._sessions.add(asyncio.create_task(self._session()))

    async def stop(self) -> None:
        self._stopped = True
        for each in self._sessions:
            each.cancel()
        await asyncio.gather(*self._sessions, return_exceptions=True)

    @property
    def is_live(self) -> bool:
        """Whether it ever got an answer to its subscription."""
        return self._last is not None

    def counted(self) -> Counter[str]:
        """How often each ticket was hung on the rail."""
        return Counter(self.log)

    def has_told_all(self) -> bool:
        """Whether the gateway noted everything shown."""
        return not self._untold

    async def _stay(self) -> None:
        while not self._stopped:
            await self._session()
            await asyncio.sleep(PAUSE_SECONDS)

    async def _session(self) -> None:
        client = socketio.AsyncClient(reconnection=False, handle_sigint=False)
        gap = asyncio.Event()
        lost = asyncio.Event()
        client.on("notification", lambda notification: self._receive(notification, gap))
        client.on("disconnect", lambda *_: lost.set())
        try:
            await asyncio.wait_for(
                client.connect(
                    self._url,
                    auth=self._auth,
                    transports=["websocket"],
                    wait_timeout=ANSWER_SECONDS,
                ),
                ANSWER_SECONDS,
            )
            self.connections += 1
            gap.set()
            while not lost.is_set():
                if gap.is_set():
                    gap.clear()
                    await self._subscribe(client)
                await self._tell(client)
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(lost.wait(), TELL_SECONDS)
        except LOST:
            return
        finally:
            await self._hang_up(client)

    async def _hang_up(self, client: socketio.AsyncClient) -> None:
        with contextlib.suppress(*LOST):
            await asyncio.wait_for(client.disconnect(), ANSWER_SECONDS)
        if client.eio.http is not None:  # left open when the connection never came about
            await client.eio.http.close()

    async def _subscribe(self, client: socketio.AsyncClient) -> None:
        question = {"audience": self.audience, "last_seq": self._last}
        answer = await client.call("subscribe", question, timeout=ANSWER_SECONDS)
        assert answer["ok"], answer
        # Of two connections that ask at once, the one that answers later knows less.
        if answer["snapshot"] is not None and self._last == question["last_seq"]:
            self._last = answer["head_seq"]
            for ticket in answer["snapshot"]:
                self._show_early(ticket)
        self._drain()

    def _receive(self, notification: dict[str, Any], gap: asyncio.Event) -> None:
        if self._last is not None and notification["seq"] <= self._last:
            return
        self._early[notification["seq"]] = notification
        self._drain()
        if self._early:
            gap.set()

    def _drain(self) -> None:
        """Show what follows on the last number, as long as the next one is there."""
        for seq in sorted(self._early):
            if self._last is None or seq > self._last + 1:
                return
            notification = self._early.pop(seq)
            if seq == self._last + 1:
                self._last = seq
                self._show(notification["body"])

    def _show_early(self, ticket: dict[str, Any]) -> None:
        """Out of a snapshot; its number may still be to come."""
        if ticket["ticket_id"] not in self._hung:
            self._hang(ticket)
            self._unnumbered.add(ticket["ticket_id"])

    def _show(self, ticket: dict[str, Any]) -> None:
        """By its number: numbers alone must keep it from being hung twice."""
        identity = ticket["ticket_id"]
        if identity in self._unnumbered:
            self._unnumbered.discard(identity)
            return
        self._hang(ticket)
        sold = datetime.fromisoformat(ticket["placed_at"]).timestamp()
        self.seconds[identity] = time.time() - sold

    def _hang(self, ticket: dict[str, Any]) -> None:
        self.log.append(ticket["ticket_id"])
        self._hung.add(ticket["ticket_id"])
        self._untold[ticket["ticket_id"]] = ticket["version"]

    async def _tell(self, client: socketio.AsyncClient) -> None:
        part = list(itertools.islice(self._untold.items(), MOST_AT_ONCE))
        if not part:
            return
        tickets = [{"ticket_id": ticket, "version": version} for ticket, version in part]
        said = {"audience": self.audience, "tickets": tickets}
        answer = await client.call("shown", said, timeout=ANSWER_SECONDS)
        if answer["ok"]:
            for ticket, _ in part:
                self._untold.pop(ticket, None)
        await client.emit("ack", {"audience": self.audience, "seq": self._last})
