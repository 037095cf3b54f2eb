"""What the routes of tickets take; a ticket itself is chitrail.events.Ticket."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from api.paging import PageQuery

TicketStatusName = Literal["HELD", "NEW", "PREPARING", "READY", "CANCELLED"]


class TicketQuery(PageQuery, forbid_unknown_fields=True, kw_only=True):
    """Which tickets to list."""

    station: Annotated[str, Meta(max_length=32, examples=["tandoor"])] | None = None
    status: TicketStatusName | None = None


class AdvanceLine(msgspec.Struct, forbid_unknown_fields=True):
    """Whether the dish is done; PREPARING takes that back."""

    to: Literal["PREPARING", "READY"] = "READY"


class AdvanceTicket(msgspec.Struct, forbid_unknown_fields=True):
    """Where to; without `to`, the next status. PREPARING after READY is a recall."""

    to: Literal["PREPARING", "READY"] | None = None


class SeenTicket(msgspec.Struct, forbid_unknown_fields=True):
    """The version of the ticket that the cook had before them."""

    version: Annotated[int, Meta(ge=0, le=2_147_483_647, examples=[3])]
