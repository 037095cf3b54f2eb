"""Where a forecast comes from, in words: level, weekday, method, error, dishes."""

import numpy as np

from pipelines.forecasting.choice import Choice
from pipelines.forecasting.history import Floats

DAY_NAMES = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)
MOST_DISHES = 3


def of_item(choice: Choice, series: int, weekday: int, estimated: int) -> str:
    """An item's day: its level and weekday, the method, how far that was off, days that were sold out."""
    week = choice.profile[-1][:, series]
    level = float(week.mean())
    if level <= 0:
        return f"Nothing was sold lately; {choice.method_name(series)}."
    part = float(week[weekday]) / level
    words = f"{_figure(level)} a day, {DAY_NAMES[weekday]} {part:.2f} times that"
    words = f"{words}; {choice.method_name(series)}{_error(choice, series)}."
    if estimated:
        days = "1 day is" if estimated == 1 else f"{estimated} days are"
        words += f" {days} estimated: it was sold out or off the menu for some hours."
    return words


def of_ingredient(choice: Choice, series: int, portions: Floats, dishes: list[str]) -> str:
    """An ingredient's day: the dishes that use most of it, `portions` being base units by dish."""
    most = np.argsort(-portions, kind="stable")[:MOST_DISHES]
    named = [
        f"{dishes[place]} {_figure(float(portions[place]))}"
        for place in most
        if portions[place] > 0
    ]
    count = int((portions > 0).sum())
    if not named:
        return "No dish with it is expected to be sold."
    more = f" and {count - len(named)} more" if count > len(named) else ""
    return f"{', '.join(named)}{more}; sum of the dishes' forecasts{_error(choice, series)}."


def _error(choice: Choice, series: int) -> str:
    error, against = choice.error[series], choice.against_naive[series]
    if np.isnan(error):
        return ", too new to say how good"
    better = "" if np.isnan(against) else f", {against:.2f} of what last week's weekday would be"
    return f", off by {error:.0%} of a day lately{better}"


def _figure(amount: float) -> str:
    return f"{amount:,.0f}" if amount >= 100 else f"{amount:.3g}"
