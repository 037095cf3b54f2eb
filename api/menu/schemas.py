"""The menu as guests and tills read it."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta


class MenuQuery(msgspec.Struct, forbid_unknown_fields=True):
    """Whose menu."""

    outlet_id: Annotated[str, Meta(max_length=32, examples=["blr-indiranagar"])]


class MenuOutlet(msgspec.Struct):
    """The outlet a menu belongs to."""

    id: str
    name: str
    zone: str
    currency: str


class StationName(msgspec.Struct):
    """A kitchen station."""

    code: str
    name: str


class Item(msgspec.Struct):
    """A dish. `price` is without tax, `tax_rate` in per cent, both decimal strings."""

    id: UUID
    code: str
    name: str
    variant: str
    price: str
    tax_rate: str
    station: str
    prep_seconds: int
    available: bool


class Category(msgspec.Struct):
    """A section of the menu."""

    id: UUID
    code: str
    name: str
    items: list[Item]


class Menu(msgspec.Struct):
    """Everything an outlet offers."""

    outlet: MenuOutlet
    stations: list[StationName]
    categories: list[Category]
