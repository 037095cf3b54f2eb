"""What was expected on past mornings, by what was known then: the replay looks at nothing later."""

from dataclasses import replace

import numpy as np
import pandas as pd

from chitrail.reordering.outlook import SERVICES
from pipelines.forecasting.choice import Choice
from pipelines.forecasting.history import Floats, History
from pipelines.forecasting.safety_stock import FIRST_ORIGIN, spread_by, sum_errors

MORNINGS = 28
LENGTHS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 17, 21, 28, 35)
COLUMNS = ("expected", *(f"above_{service:.0%}".removesuffix("%") for service in SERVICES))


def past_outlooks(choice: Choice) -> pd.DataFrame:
    """A row an ingredient, morning and length, in the columns of `reorder_outlook` but for the outlet.

    By the methods chosen on those mornings. Ingredients not yet in use on a morning have none.
    """
    history = choice.history
    length, first = len(history.days), max(FIRST_ORIGIN, choice.origins[0])
    errors = {days: sum_errors(choice, days) for days in LENGTHS}
    names = np.array(history.ingredients)
    parts: list[tuple[list[str], int, int, Floats]] = []
    for morning in range(max(choice.origins[0], length - MORNINGS), length):
        then = _until(choice, morning)
        used = (~np.isnan(then.history.quantity)).any(axis=0)
        for days in LENGTHS:
            known = max(morning - days + 1 - first, 0)
            found = spread_by(then, days, *(part[:known] for part in errors[days]))
            factors = np.maximum(found.factors(SERVICES), 0.0)
            above = np.outer(factors, found.root * np.sqrt(found.coming))
            figures = np.vstack([found.coming, above])[:, used].T
            parts.append((names[used].tolist(), morning, days, figures))
    return _table(history, parts)


def _until(choice: Choice, morning: int) -> Choice:
    """The choice as it was when only the first `morning` days were known."""
    history = choice.history
    origins = range(choice.origins[0], morning + 1)
    return replace(
        choice,
        history=History(history.days[:morning], history.ingredients, history.quantity[:morning]),
        origins=origins,
        profile=choice.profile[: len(origins)],
        method=choice.method[: len(origins)],
    )


def _table(history: History, parts: list[tuple[list[str], int, int, Floats]]) -> pd.DataFrame:
    """The parts (ingredients, morning, days, figures of each) as one table."""
    if not parts:
        return pd.DataFrame()
    known = {
        "ingredient_id": [name for names, *_ in parts for name in names],
        "made_on": [
            day for names, at, *_ in parts for day in [history.days[at].date()] * len(names)
        ],
        "days": [days for names, _, days, _ in parts for _ in names],
    }
    figures = pd.DataFrame(np.vstack([part[3] for part in parts]), columns=COLUMNS)
    return pd.concat([pd.DataFrame(known), figures], axis=1)
