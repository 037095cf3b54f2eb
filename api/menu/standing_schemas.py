"""What can be had and how much of it is left, as staff see it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.menu.item_schemas import Forced


class Limit(msgspec.Struct, kw_only=True):
    """The ingredient that is scarcest, and how much is there that is not set aside."""

    code: str
    name: str
    available: str
    unit: str


class Standing(msgspec.Struct, kw_only=True):
    """An item. `because` is RETIRED, SOLD_OUT or SNOOZED for what cannot be had; hours are in the menu.

    `portions_left` is null for an item that does not follow the stock, or that nothing limits. `revision` is
    that of the last event; screens keep the highest.
    """

    item_id: UUID
    item_code: str
    item_name: str
    station: str
    follows_stock: bool
    available: bool
    because: str | None
    until: datetime | None
    portions_left: int | None
    limited_by: Limit | None
    modifiers_out: list[str]
    forced: Forced | None
    revision: int


class Standings(msgspec.Struct):
    """Every item that is not retired, in the order of the menu."""

    items: list[Standing]


class FewSettings(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """From how many portions on screens are told how many are left, and whether guests are."""

    few_portions: Annotated[int, Meta(ge=0, le=1000, examples=[5])]
    shows_few: bool
