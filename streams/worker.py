"""The process around an app: says when it is ready, and stops in bounded time."""

import logging
import os
import threading
from pathlib import Path
from typing import Any

import faust

STOP_SECONDS = 9.0

log = logging.getLogger("streams")


class StreamWorker(faust.Worker):
    """Faust's worker with our own logging, no terminal decoration, and an end to its patience."""

    def __init__(self, app: faust.App, workdir: Path) -> None:
        super().__init__(
            app, override_logging=False, redirect_stdouts=False, workdir=workdir, quiet=True
        )
        self.spinner = None
        self._is_ready = False
        app.on_partitions_assigned.connect(self._say_ready)

    async def stop(self) -> None:
        """Stop; after nine seconds end hard.

        Faust waits for events in flight without end, for instance while the database is away. What it
        had not committed comes again, so ending hard loses nothing.
        """
        timer = threading.Timer(STOP_SECONDS, end_hard)
        timer.daemon = True
        timer.start()
        await super().stop()

    async def _say_ready(self, app: Any, /, *assigned: Any, **_: Any) -> None:
        if not self._is_ready:
            self._is_ready = True
            log.info("streams ready: %s, %d partitions", app.conf.id, len(assigned[0]))


def end_hard() -> None:
    """End this process without waiting for anything."""
    log.warning("events in flight did not finish in %.0f s and will come again", STOP_SECONDS)
    os._exit(0)
