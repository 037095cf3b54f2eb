"""One writer at a time: a file lock around a whole build."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chitrail.errors import Unavailable

WAIT_SECONDS = 300.0
LOOK_SECONDS = 0.1


@contextmanager
def writer_lock(folder: Path, *, wait_seconds: float | None = None) -> Iterator[None]:
    """Hold the folder's writer lock; the system frees it when the process dies.

    Raises Unavailable when another build still holds it after `wait_seconds` (WAIT_SECONDS when None).
    """
    wait_seconds = WAIT_SECONDS if wait_seconds is None else wait_seconds
    folder.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + wait_seconds
    with (folder / "writer.lock").open("w") as handle:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise Unavailable(
                        f"another build of the warehouse is still running after {wait_seconds:.0f} s"
                    ) from None
                time.sleep(LOOK_SECONDS)
            else:
                break
        yield
