"""The menu as guests and tills read it."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from api.menu.availability import Reason
from api.menu.combo_schemas import ComboPart
from api.paging import PageQuery


class MenuQuery(msgspec.Struct, forbid_unknown_fields=True):
    """Whose menu; `retired` shows items too that are offered no more."""

    outlet_id: Annotated[str, Meta(max_length=32, examples=["blr-indiranagar"])]
    retired: bool = False


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
    """A dish. `price` is without tax, `tax_rate` in per cent, both decimal strings.

    `modifier_groups` are codes of groups below, in the order they are asked in. What is not `available` says
    `unavailable_because` of what and `until` when; null where nobody knows. `portions_left` is told where few
    are left and the outlet tells its guests.
    """

    id: UUID
    code: str
    name: str
    variant: str
    price: str
    tax_rate: str
    station: str
    prep_seconds: int
    available: bool
    modifier_groups: list[str]
    unavailable_because: Reason | None
    until: datetime | None
    combo: list[ComboPart]
    course: int
    portions_left: int | None


class OfferedModifier(msgspec.Struct):
    """A choice; `price` is added to that of a portion and may be negative."""

    code: str
    name: str
    price: str
    available: bool


class OfferedGroup(msgspec.Struct):
    """Choices of which a guest takes at least `min_choices` and at most `max_choices` with a portion."""

    code: str
    name: str
    min_choices: int
    max_choices: int
    modifiers: list[OfferedModifier]


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
    modifier_groups: list[OfferedGroup]


class MenuChangeQuery(PageQuery, forbid_unknown_fields=True, kw_only=True):
    """Which changes to list: of one kind (ITEM, MODIFIER_GROUP ...), of one code."""

    kind: Annotated[str, Meta(max_length=32, examples=["ITEM"])] | None = None
    code: Annotated[str, Meta(max_length=64)] | None = None


class MenuChange(msgspec.Struct, kw_only=True):
    """A change: what it was `before` (null for something new) and `after`; `version` is the menu's."""

    version: int
    kind: str
    code: str
    act: str
    before: dict[str, Any] | None
    after: dict[str, Any]
    actor: str
    changed_at: datetime
