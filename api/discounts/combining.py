"""Which promotions go together: the combination that takes most off, found exactly.

Promotions are applied by priority (higher first), then code, each to what those before it left. An exclusive
one stands alone, a group gives one at most, and no order has more than MOST_TOGETHER. Of combinations that
take the same off, the one wins whose promotions come first in that order. Every combination is considered,
so one more promotion never makes a guest pay more.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from api.discounts.amounts import Candidate
from api.discounts.promotions import Promotion

MOST_TOGETHER = 3


@dataclass(frozen=True)
class Step:
    """A promotion of the combination, and what it takes off each line."""

    candidate: Candidate
    line_paise: tuple[int, ...]

    @property
    def amount_paise(self) -> int:
        """What it takes off the order."""
        return sum(self.line_paise)


def best(candidates: Sequence[Candidate], prices: Sequence[int]) -> tuple[Step, ...]:
    """The best combination in the order it is applied; empty when nothing takes anything off."""
    ordered = sorted(candidates, key=lambda candidate: rank(candidate.promotion))
    search = _Search(ordered, prices)
    search.look(0, list(prices), 0, ())
    return search.found


def rank(promotion: Promotion) -> tuple[int, str, str]:
    """Place of a promotion: priority, then code."""
    return -promotion.priority, promotion.code, str(promotion.id)


def clash(one: Candidate, other: Candidate) -> bool:
    """Whether two promotions may not be on the same order."""
    a, b = one.promotion, other.promotion
    return a.exclusive or b.exclusive or (a.group != "" and a.group == b.group)


class _Search:
    """Depth first, and no deeper where even the most the rest could take off is not better."""

    def __init__(self, candidates: Sequence[Candidate], prices: Sequence[int]) -> None:
        self.candidates = candidates
        self.found: tuple[Step, ...] = ()
        self.found_paise = 0
        most = [sum(candidate.off(prices)) for candidate in candidates]
        # No `room` candidates from `place` on take more off than this, whatever is left before them.
        self._at_most = [
            [sum(sorted(most[place:], reverse=True)[:room]) for room in range(MOST_TOGETHER + 1)]
            for place in range(len(most))
        ]

    def look(self, start: int, left: list[int], taken: int, chosen: tuple[Step, ...]) -> None:
        """Every combination that goes on from `chosen` with candidates from `start`."""
        if taken > self.found_paise:
            self.found, self.found_paise = chosen, taken
        room = MOST_TOGETHER - len(chosen)
        for place in range(start, len(self.candidates)):
            if taken + self._at_most[place][room] <= self.found_paise:
                return
            candidate = self.candidates[place]
            if any(clash(candidate, step.candidate) for step in chosen):
                continue
            off = candidate.off(left)
            if any(off):
                rest = [paise - less for paise, less in zip(left, off, strict=True)]
                step = Step(candidate, tuple(off))
                self.look(place + 1, rest, taken + step.amount_paise, (*chosen, step))
