"""A TCP line of ours between clients and a server that tears, stalls and slows connections when told to."""

import asyncio
import contextlib
import random
from dataclasses import dataclass

CHUNK = 16_384
FAULTS = ("drop", "tear", "stall", "slow")
SLOWEST_SECONDS = 0.8


@dataclass(eq=False)
class Link:
    """One connection through the line."""

    writers: tuple[asyncio.StreamWriter, asyncio.StreamWriter]
    tears: bool = False
    """The next piece arrives in part, then the connection is gone."""
    stalled: bool = False
    """Half-open: both ends believe in it, nothing arrives any more."""
    delay: float = 0.0

    def abort(self) -> None:
        """Gone without a goodbye."""
        for writer in self.writers:
            writer.transport.abort()


class UnreliableLine:
    """Listens on a port of its own for one server; faults follow from the seed."""

    def __init__(self, port: int, seed: int) -> None:
        self._upstream = port
        self._random = random.Random(seed)
        self._links: set[Link] = set()
        self._accepted: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.faults = dict.fromkeys(FAULTS, 0)

    async def open(self) -> int:
        """Start to listen; the port."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """No more connections, and none of those there are."""
        if self._server is not None:
            self._server.close()
        for link in list(self._links):
            link.abort()
        await asyncio.gather(*self._accepted, return_exceptions=True)

    def harm(self) -> None:
        """One fault of a random kind to a random connection, if there is any."""
        sound = [link for link in self._links if not link.stalled]
        if not sound:
            return
        kind = self._random.choice(FAULTS)
        link = self._random.choice(sorted(sound, key=id))
        self.faults[kind] += 1
        if kind == "drop":
            link.abort()
        elif kind == "tear":
            link.tears = True
        elif kind == "stall":
            link.stalled = True
        else:
            link.delay = self._random.uniform(0.05, SLOWEST_SECONDS)

    def _accept(self, from_client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._join(from_client, to_client))
        self._accepted.add(task)
        task.add_done_callback(self._accepted.discard)

    def mend(self) -> None:
        """Nothing is slow any more; what is half-open stays so."""
        for link in self._links:
            link.delay = 0.0

    async def _join(
        self, from_client: asyncio.StreamReader, to_client: asyncio.StreamWriter
    ) -> None:
        try:
            from_server, to_server = await asyncio.open_connection("127.0.0.1", self._upstream)
        except OSError:
            to_client.transport.abort()
            return
        link = Link((to_client, to_server))
        self._links.add(link)
        await asyncio.gather(
            self._carry(link, from_client, to_server), self._carry(link, from_server, to_client)
        )
        self._links.discard(link)

    async def _carry(
        self, link: Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with contextlib.suppress(OSError):
            while piece := await reader.read(CHUNK):
                if link.delay:
                    await asyncio.sleep(link.delay)
                if link.stalled:
                    continue
                if link.tears and len(piece) > 1:
                    writer.write(piece[: len(piece) // 2])
                    await writer.drain()
                    break
                writer.write(piece)
                await writer.drain()
        if not link.stalled:
            link.abort()
