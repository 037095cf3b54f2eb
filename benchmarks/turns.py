"""Measuring in turns: subject and reference alternate, so that both meet the same noise."""

import cProfile
import pstats
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

WARM_UP = 20


@dataclass(frozen=True)
class Ratio:
    """Medians over rounds of subject / reference, in CPU time of this process and in elapsed time."""

    name: str
    cpu: float
    elapsed: float
    calls: int

    def __str__(self) -> str:
        return (
            f"{self.name:<28} CPU x {self.cpu:5.2f}   elapsed x {self.elapsed:5.2f}"
            f"   {self.calls} function calls"
        )


def compare(
    name: str,
    subject: Callable[[], object],
    reference: Callable[[], object],
    *,
    rounds: int,
    each: int,
) -> Ratio:
    """How much more the subject costs than the reference; `each` calls of both make a round."""
    for _ in range(WARM_UP):
        subject()
        reference()
    pairs = [(_cost(subject, each), _cost(reference, each)) for _ in range(rounds)]
    cpu = statistics.median(mine[0] / theirs[0] for mine, theirs in pairs)
    elapsed = statistics.median(mine[1] / theirs[1] for mine, theirs in pairs)
    return Ratio(name, cpu, elapsed, calls(subject))


def _cost(act: Callable[[], object], times: int) -> tuple[float, float]:
    cpu, clock = time.process_time(), time.perf_counter()
    for _ in range(times):
        act()
    return time.process_time() - cpu, time.perf_counter() - clock


def calls(act: Callable[[], object]) -> int:
    """Function calls of one act, of Python and C: the same on any machine."""
    profile = cProfile.Profile()
    profile.enable()
    act()
    profile.disable()
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]
