"""Connections that never say who they are: closed after a while, so that nobody can heap them up."""

import time
from collections.abc import Callable, Collection

from flask_socketio import SocketIO

PATIENCE_SECONDS = 10.0


class Loiterers:
    """Remembers since when a connection is there without having been admitted."""

    def __init__(self, socketio: SocketIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._socketio = socketio
        self._clock = clock
        self._since: dict[str, float] = {}

    def drop(self, admitted: Collection[str]) -> int:
        """Close those that had their time; `admitted` are connections of visitors. How many were closed."""
        server, at = self._socketio.server, self._clock()
        known = {server.manager.eio_sid_from_sid(sid, "/") for sid in admitted}
        waiting = set(server.eio.sockets) - known
        self._since = {sid: self._since.get(sid, at) for sid in waiting}
        late = [sid for sid, since in self._since.items() if at - since > PATIENCE_SECONDS]
        for sid in late:
            # Closing waits for a client that does not read: the push must not.
            server.start_background_task(server.eio.disconnect, sid)
        return len(late)
