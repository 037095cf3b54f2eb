"""A restaurant as its YAML file describes it."""

from decimal import Decimal
from pathlib import Path

import msgspec
import yaml

from api.importing.mapping_file import check_zone
from chitrail.allergens import Allergen
from chitrail.errors import ConfigurationError
from chitrail.money import parse_rupees

FOLDER = Path(__file__).parent / "restaurants"


class _Node(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A node of the file."""


class Outlet(_Node, frozen=True, kw_only=True):
    """The place."""

    code: str
    name: str
    zone: str
    cutover_hour: int
    currency: str


class Person(_Node, frozen=True, kw_only=True):
    """A member of the staff, with the published password of the demonstration."""

    username: str
    name: str
    role: str
    password: str


class Ingredient(_Node, frozen=True, kw_only=True):
    """What the kitchen keeps, in its base unit; `pack_cost` in rupees."""

    name: str
    unit: str
    pack: Decimal
    pack_cost: str
    reorder: Decimal
    opening: Decimal
    lead_days: int
    supplier: str
    allergens: list[Allergen] = []

    @property
    def unit_cost_paise(self) -> Decimal:
        """Cost of one g, ml or pc."""
        return (parse_rupees(self.pack_cost) / self.pack).quantize(Decimal("0.0001"))


class Dish(_Node, frozen=True, kw_only=True):
    """A dish; `recipe` by ingredient code in its base unit, `price` in rupees before tax."""

    code: str
    name: str
    price: str
    station: str
    minutes: int
    popularity: int
    recipe: dict[str, Decimal]
    variant: str = ""


class Category(_Node, frozen=True, kw_only=True):
    """A part of the menu."""

    category: str
    items: list[Dish]


class Restaurant(_Node, frozen=True, kw_only=True):
    """The whole file."""

    outlet: Outlet
    staff: list[Person]
    stations: dict[str, str]
    ingredients: dict[str, Ingredient]
    menu: list[Category]

    @property
    def dishes(self) -> list[Dish]:
        """All dishes, in the order of the menu."""
        return [dish for category in self.menu for dish in category.items]

    @property
    def busiest_station(self) -> str:
        """The station whose dishes are ordered most."""
        return max(
            self.stations,
            key=lambda code: sum(d.popularity for d in self.dishes if d.station == code),
        )


def read_restaurant(name: str) -> Restaurant:
    """The restaurant of that name.

    Raises ConfigurationError when there is none, or its file contradicts itself.
    """
    path = FOLDER / f"{name}.yaml"
    known = sorted(file.stem for file in FOLDER.glob("*.yaml"))
    if name not in known:
        raise ConfigurationError(f"there is no restaurant {name!r}; there is {', '.join(known)}")
    try:
        restaurant = msgspec.convert(yaml.safe_load(path.read_text("utf-8")), Restaurant)
    except msgspec.ValidationError as error:
        raise ConfigurationError(f"{path.name}: {error}") from error
    check_zone(path.name, "outlet.zone", restaurant.outlet.zone)
    for dish in restaurant.dishes:
        unknown = set(dish.recipe) - set(restaurant.ingredients)
        if dish.station not in restaurant.stations or unknown:
            raise ConfigurationError(
                f"{path.name}: {dish.code} names an unknown station or ingredient {unknown or ''}"
            )
    return restaurant
