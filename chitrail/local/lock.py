"""One stack per home: a lock that the kernel releases when we end, however we end."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chitrail.errors import Conflict

LOCK_FILE = "run.lock"


@contextmanager
def only_stack(home: Path) -> Iterator[None]:
    """Hold the home's lock. Raises Conflict naming the pid that holds it already."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / LOCK_FILE).open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict(
                f"Chitrail is already running in {home} (pid {holder(home)}): stop it with Ctrl-C there, "
                "or set CHITRAIL_HOME and other ports for a second one"
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def holder(home: Path) -> int | None:
    """Pid of the running stack; None when none runs."""
    path = home / LOCK_FILE
    if not path.exists():
        return None
    with path.open("r", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(file.read() or 0) or None
        return None
