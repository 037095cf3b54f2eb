"""What festivals and events do to demand: as parts of a usual day, measured over all of an outlet's series.

A day of the calendar teaches no method anything: it is left out of levels, weeks and errors. What was sold
on it is held against the mean of the same weekdays before; series are weighed alike, whatever their unit.
An effect counts only where history shows it, and one past festival moves a forecast half as far as it went
itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from pipelines.forecasting.history import History
from pipelines.forecasting.weekday_mean import weekday_profiles

LEAST_DAYS = 56
"""In a shorter history a festival is a day like any other."""
FIRST_DAYS = 28
SHOWN = 0.15
"""Smaller mean effects are taken for chance."""
LOWEST, HIGHEST = 0.1, 5.0


@dataclass(frozen=True)
class Effects:
    """Names by day, and by name what past ones were: (day, part of a usual day)."""

    calendar: Mapping[date, str] = field(default_factory=dict)
    seen: Mapping[str, tuple[tuple[date, float], ...]] = field(default_factory=dict)

    def on(self, day: date, known_until: date) -> float:
        """What a day is expected to be as a part of a usual one, by what was seen until then."""
        past = self._past(day, known_until)
        if not past:
            return 1.0
        mean = float(np.exp(np.mean(np.log(past)))) - 1.0
        return 1.0 + mean * len(past) / (len(past) + 1) if abs(mean) >= SHOWN else 1.0

    def words(self, day: date, known_until: date) -> str:
        """The same in words; empty for a usual day."""
        part = self.on(day, known_until)
        if part == 1.0:
            return ""
        count = len(self._past(day, known_until))
        return f" {self.calendar[day]}: {part:.2f} of a usual day, by {count} past."

    def _past(self, day: date, known_until: date) -> list[float]:
        name = self.calendar.get(day, "")
        return [part for seen, part in self.seen.get(name, ()) if seen <= known_until]


def usual_days(history: History, calendar: Mapping[date, str]) -> tuple[History, Effects]:
    """The history without the calendar's days, and what those were."""
    if len(history.days) < LEAST_DAYS:
        return history, Effects()
    places = [place for place, day in enumerate(history.dates) if day in calendar]
    if not places:
        return history, Effects(calendar)
    quantity = history.quantity.copy()
    quantity[places] = np.nan
    usual = History(history.days, history.ingredients, quantity)
    origins = [place for place in places if place >= FIRST_DAYS]
    seen: dict[str, tuple[tuple[date, float], ...]] = {}
    for place, profile in zip(origins, weekday_profiles(usual, origins), strict=True):
        expected, level = profile[history.weekdays[place]], profile.mean(axis=0)
        came = history.quantity[place]
        known = ~np.isnan(came) & (expected > 0)
        if not known.any():
            continue
        part = (came[known] / level[known]).sum() / (expected[known] / level[known]).sum()
        day = history.dates[place]
        told = (day, float(np.clip(part, LOWEST, HIGHEST)))
        seen[calendar[day]] = (*seen.get(calendar[day], ()), told)
    return usual, Effects(calendar, seen)
