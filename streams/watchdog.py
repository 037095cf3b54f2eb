"""The lag watchdog: a worker that stands still before waiting events is ended and started afresh.

Faust's consumers are known to die without an error while the process lives on; only lag shows it.
"""

import asyncio
import logging
import os
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import faust

from streams.agents.loop import EXIT_GIVE_UP
from streams.sink import Sink

CHECK_SECONDS = 10.0
PATIENCE_SECONDS = 60.0
ANSWER_SECONDS = 5.0

log = logging.getLogger(__name__)


class Stillness:
    """How long each partition has had events waiting without its committed offset moving."""

    def __init__(self) -> None:
        self._since: dict[Any, tuple[int, float]] = {}

    def longest(
        self, committed: Mapping[Any, int | None], ends: Mapping[Any, int], at: float
    ) -> float:
        """Seconds of the stillest partition; `at` is a monotonic clock's reading."""
        still = {}
        for partition, end in ends.items():
            position = committed.get(partition) or 0
            if end > position:
                before = self._since.get(partition, (position, at))
                still[partition] = before if before[0] == position else (position, at)
        self._since = still
        return max((at - since for _, since in still.values()), default=0.0)


def of_events(assigned: Iterable[Any], topics: Collection[str]) -> list[Any]:
    """Partitions whose events are consumed: a changelog is written and never acknowledged."""
    return [partition for partition in assigned if partition.topic in topics]


def add_watchdog(app: faust.App, sinks: Sequence[Sink], topics: Collection[str]) -> None:
    """Let `app` check itself every ten seconds; waiting for the database is not standing still."""
    stillness = Stillness()

    async def check_lag() -> None:
        nonlocal stillness
        if any(sink.is_waiting for sink in sinks):
            stillness = Stillness()
            return
        # Faust publishes the committed offsets only once it has committed some itself.
        committed = getattr(app.consumer, "_committed_offset")  # noqa: B009 - private, no other way
        partitions = of_events(app.consumer.assignment(), topics)
        try:
            ends = await asyncio.wait_for(app.consumer.highwaters(*partitions), ANSWER_SECONDS)
        except Exception as error:  # noqa: BLE001 - a silent broker is not our standstill
            log.warning("the watchdog cannot read the ends of the partitions: %r", error)
            return
        if stillness.longest(committed, ends, time.monotonic()) > PATIENCE_SECONDS:
            log.critical("events are waiting and nothing moves: ending for a fresh start")
            os._exit(EXIT_GIVE_UP)

    app.timer(CHECK_SECONDS)(check_lag)
