"""Starts one stream worker: `python -m streams inventory|notifications`."""

import logging
import os
import sys
import threading
from collections.abc import Mapping
from typing import Any

import faust

from chitrail import logs
from chitrail.errors import ConfigurationError
from chitrail.settings import Settings
from streams.app import CONCERNS, build_app, data_folder

USAGE = f"usage: python -m streams {'|'.join(CONCERNS)}"
WORKER_NO = "STREAMS_WORKER_NO"
STOP_SECONDS = 9.0

log = logging.getLogger("streams")


def main(arguments: list[str]) -> None:
    """Run the worker until SIGTERM or SIGINT; exit code 2 when the concern is unknown."""
    if len(arguments) != 1 or arguments[0] not in CONCERNS:
        print(USAGE, file=sys.stderr)
        sys.exit(2)
    concern = arguments[0]
    settings = Settings.from_env(os.environ)
    logs.configure(settings.log_level)
    quieten_libraries()
    worker_no = read_worker_no(os.environ)
    folder = data_folder(settings, concern, worker_no)
    folder.mkdir(parents=True, exist_ok=True)
    app = build_app(settings, concern, worker_no)
    announce(app, concern)
    worker = faust.Worker(
        app, override_logging=False, redirect_stdouts=False, workdir=folder, quiet=True
    )
    worker.execute_from_commandline()


def read_worker_no(env: Mapping[str, str]) -> int:
    """Number of this worker among those of its concern, from 0. Raises ConfigurationError."""
    text = env.get(WORKER_NO, "") or "0"
    if not text.isascii() or not text.isdigit():
        raise ConfigurationError(f"{WORKER_NO}={text!r} is not a whole number from 0")
    return int(text)


def announce(app: faust.App, concern: str) -> None:
    """Say when the worker is ready, and bound the time it takes to stop."""
    said: list[bool] = []

    async def say_ready(_: Any, /, *assigned: Any, **__: Any) -> None:
        if not said:
            said.append(True)
            log.info("streams ready: %s, %d partitions", concern, len(assigned[0]))

    async def bound_stop(*_: Any, **__: Any) -> None:
        # Faust waits for events in flight without end, for instance while the database is away. Ending
        # hard loses nothing: what is not committed comes again.
        timer = threading.Timer(STOP_SECONDS, end_hard)
        timer.daemon = True
        timer.start()

    app.on_partitions_assigned.connect(say_ready)
    app.on_before_shutdown.connect(bound_stop)


def end_hard() -> None:
    """End this process without waiting for anything."""
    log.warning(
        "events in flight did not finish in %.0f s; they will be delivered again", STOP_SECONDS
    )
    os._exit(0)


def quieten_libraries() -> None:
    """Faust, mode and aiokafka tell at INFO what only their own authors need."""
    for name in ("faust", "mode", "aiokafka", "kafka"):
        logging.getLogger(name).setLevel(logging.WARNING)


if __name__ == "__main__":
    main(sys.argv[1:])
