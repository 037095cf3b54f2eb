"""Kitchen tickets as events and screens carry them: whole, so that the newest version alone suffices."""

from datetime import datetime
from uuid import UUID

import msgspec


class TicketModifier(msgspec.Struct, frozen=True, kw_only=True):
    """A modifier as the cook reads it, `quantity` times a portion."""

    name: str
    quantity: int


class TicketLine(msgspec.Struct, frozen=True, kw_only=True):
    """A dish as the cook reads it; `done` when it is cooked and others of its ticket may not be.

    Where a station makes only a part of a dish, such as its extra fries, that is `item_name`, and the dish is
    `of`.
    """

    line_id: UUID
    item_name: str
    quantity: int
    note: str = ""
    modifiers: list[TicketModifier] = []
    seat: int | None = None
    allergens: list[str] = []
    done: bool = False
    of: str = ""


class TicketChange(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a ticket since its cook last looked; `version` is the ticket's in which it came.

    `kind` is ADDED, CHANGED, VOIDED (`before` or `after` is null where there was no dish, or is none now),
    NOTE (the order's, which was `note_before`) or CANCELLED: the whole ticket. `position` is the dish's place
    among those of the ticket, `changed_by` the name of who did it.
    """

    version: int
    kind: str
    changed_at: datetime
    changed_by: str
    position: int = 0
    before: TicketLine | None = None
    after: TicketLine | None = None
    note_before: str = ""


class Elsewhere(msgspec.Struct, frozen=True, kw_only=True):
    """Another station's part of the same order."""

    station: str
    course: int | None
    status: str


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """One station's part of a course, whole; screens keep the highest `version` per `ticket_id`.

    One in HELD waits for its course; its time counts from `fired_at`, which tickets before version 3 lack.
    `also_at` is how the other stations of the order stood when it was told; what they do later is told apart.
    `changes` are those since version 5 that no cook has seen yet.
    """

    ticket_id: UUID
    order_id: UUID
    outlet_id: str
    station: str
    number: int
    order_type: str
    table_label: str
    status: str
    version: int
    placed_at: datetime
    lines: list[TicketLine]
    note: str = ""
    course: int | None = None
    fired_at: datetime | None = None
    promised_at: datetime | None = None
    rush: bool = False
    guests: int | None = None
    also_at: list[Elsewhere] = []
    changes: list[TicketChange] = []
