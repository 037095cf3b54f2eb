"""Starts one stream worker: `python -m streams inventory|notifications|figures`."""

import logging
import os
import sys
from collections.abc import Mapping

from chitrail import logs
from chitrail.errors import ConfigurationError
from chitrail.settings import Settings
from chitrail.topics import SUBSCRIBED_TOPICS
from streams.app import build_app, data_folder
from streams.worker import StreamWorker

USAGE = f"usage: python -m streams {'|'.join(SUBSCRIBED_TOPICS)}"
WORKER_NO = "STREAMS_WORKER_NO"
LIBRARIES = ("faust", "mode", "aiokafka", "kafka")


def main(arguments: list[str]) -> None:
    """Run the worker until SIGTERM or SIGINT; exit code 2 when the concern is unknown."""
    if len(arguments) != 1 or arguments[0] not in SUBSCRIBED_TOPICS:
        print(USAGE, file=sys.stderr)
        sys.exit(2)
    concern = arguments[0]
    settings = Settings.from_env(os.environ)
    logs.configure(settings.log_level)
    for name in LIBRARIES:
        # They tell at INFO what only their own authors need.
        logging.getLogger(name).setLevel(logging.WARNING)
    worker_no = read_worker_no(os.environ)
    folder = data_folder(settings, concern, worker_no)
    folder.mkdir(parents=True, exist_ok=True)
    StreamWorker(build_app(settings, concern, worker_no), folder).execute_from_commandline()


def read_worker_no(env: Mapping[str, str]) -> int:
    """Number of this worker among those of its concern, from 0. Raises ConfigurationError."""
    text = env.get(WORKER_NO, "") or "0"
    if not text.isascii() or not text.isdigit():
        raise ConfigurationError(f"{WORKER_NO}={text!r} is not a whole number from 0")
    return int(text)


if __name__ == "__main__":
    main(sys.argv[1:])
