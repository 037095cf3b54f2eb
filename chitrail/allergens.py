"""Allergens that must be named: the fourteen of EU regulation 1169/2011, Annex II.

The eight of the Food Safety and Standards (Labelling and Display) Regulations, 2020, are among them.
"""

from collections.abc import Iterable
from typing import Literal

Allergen = Literal[
    "celery",
    "crustaceans",
    "eggs",
    "fish",
    "gluten",
    "lupin",
    "milk",
    "molluscs",
    "mustard",
    "nuts",
    "peanuts",
    "sesame",
    "soya",
    "sulphites",
]


def together(*groups: Iterable[str]) -> list[str]:
    """Each allergen of any group once, by name."""
    return sorted({name for group in groups for name in group})
