"""Places where a process may be made to die as by `kill -9`, for the proof that nothing is lost or doubled.

Nothing happens unless CHITRAIL_CRASH_FILE names a file, which production refuses. Once the file holds
`name:k`, the process that reaches that point for the k-th time takes the file away and ends at once, so that
each order to crash is followed by one crash.
"""

import os
import signal
from pathlib import Path

POINTS = (
    "api.before_commit",
    "api.after_commit",
    "api.number_taken",
    "gateway.before_call",
    "gateway.after_call",
    "relay.before_produce",
    "relay.after_produce",
    "relay.after_ack",
    "relay.after_mark",
    "inventory.before_commit",
    "inventory.after_commit",
    "inventory.after_ack",
    "notifications.before_commit",
    "notifications.after_commit",
    "notifications.after_ack",
    "realtime.before_emit",
    "realtime.after_emit",
    "warehouse.before_rename",
)
"""Before and after whatever makes something true: a commit, a call, an acknowledgement, a rename."""


class _Order:
    """Whether and where this process looks for orders, and how often it was at the place they name."""

    file: Path | None = None
    read = ""
    reached = 0


def look_at(file: str) -> None:
    """Have this process look for orders to crash; an empty name looks nowhere."""
    _Order.file = Path(file) if file else None


def reach(point: str) -> None:
    """The process is at a point of POINTS."""
    if _Order.file is not None:
        _obey(_Order.file, point)


def _obey(file: Path, point: str) -> None:
    try:
        order = file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return
    name, _, times = order.partition(":")
    if name != point:
        return
    if order != _Order.read:
        _Order.read, _Order.reached = order, 0
    _Order.reached += 1
    if _Order.reached >= int(times or 1):
        try:
            file.unlink()
        except FileNotFoundError:
            return
        os.kill(os.getpid(), signal.SIGKILL)
