"""What is said about the menu (see chitrail.events)."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from chitrail.event import Event


class ItemAvailabilityChanged(Event, frozen=True, kw_only=True):
    """An item can be had no more, or again, or few portions of it are left.

    Screens keep the highest `revision` of an item. `because` is RETIRED, SOLD_OUT or SNOOZED for what is not
    `available`, `until` when it comes back (null where nobody knows). `portions_left` is null unless they are
    few. `modifiers_out` are group and code of modifiers it offers that cannot be had. Hours in which it is
    offered are no part of it: the menu tells them ahead.
    """

    topic: ClassVar[str] = "menu.item_availability_changed"
    outlet_id: str
    item_id: UUID
    item_code: str
    item_name: str
    station: str
    available: bool
    modifiers_out: list[str]
    revision: int
    changed_at: datetime
    because: str | None = None
    until: datetime | None = None
    portions_left: int | None = None
