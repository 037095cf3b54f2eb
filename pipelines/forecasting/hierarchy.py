"""Forecasts that add up: an ingredient is the sum of its dishes, an outlet the sum of its items.

Bottom-up (Hyndman and Athanasopoulos 2021, Forecasting: Principles and Practice, 3rd ed., section 11.2):
only the items are forecast, everything above them is added up from those, in the past too, so that the
errors of a sum are measured and not derived.
"""

import numpy as np

from pipelines.forecasting.choice import METHODS, SUMMED, Choice, error_parts
from pipelines.forecasting.history import Floats, History


def added_up(items: Choice, weights: Floats, names: list[str]) -> Choice:
    """The choice for sums of the items, by `weights` (item, sum): base units in a portion.

    A sum's history is what the items' portions would have used with these weights, so a recipe that was
    changed does not look like a change of demand.
    """
    history = _history(items.history, weights, names)
    profile = items.profile @ weights
    method = np.full((len(items.origins), len(names)), METHODS.index(SUMMED))
    error, against = error_parts(history, items.origins, profile)
    falls, effects = items.falls, items.effects
    return Choice(history, items.origins, profile, method, error, against, falls, effects)


def _history(items: History, weights: Floats, names: list[str]) -> History:
    known = ~np.isnan(items.quantity)
    begun = known.astype(float) @ (weights > 0).astype(float) > 0
    quantity = np.nan_to_num(items.quantity) @ weights
    return History(items.days, names, np.where(begun, quantity, np.nan))
