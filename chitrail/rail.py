"""What hung on a kitchen screen at any moment, rebuilt from what it was told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from chitrail.events import Ticket
from chitrail.states import TicketStatus

READY_SHOWN_FOR = timedelta(minutes=10)
"""How long a ready ticket stays to be recalled."""
TO_COOK = (TicketStatus.HELD, TicketStatus.NEW, TicketStatus.PREPARING)
LONGEST_EVENING = timedelta(hours=24)
"""What a screen was told longer ago is not looked at: nothing hangs that long."""


@dataclass(frozen=True)
class Frame:
    """A ticket as a screen was told of it, with its number and instant."""

    seq: int
    at: datetime
    ticket: Ticket


class Rail:
    """Keeps, as displays do, the newest version of each ticket."""

    def __init__(self, frames: Iterable[Frame] = ()) -> None:
        self._frames: dict[object, Frame] = {}
        self._ready_at: dict[object, datetime] = {}
        for frame in frames:
            self.apply(frame)

    def apply(self, frame: Frame) -> None:
        """The screen is told of a ticket; an older version than it has changes nothing."""
        ticket = frame.ticket
        known = self._frames.get(ticket.ticket_id)
        if known is not None and known.ticket.version >= ticket.version:
            return
        if known is None or known.ticket.status != ticket.status:
            self._ready_at[ticket.ticket_id] = frame.at
        self._frames[ticket.ticket_id] = frame

    def board(self, at: datetime) -> list[Ticket]:
        """What hangs: held, new, in work, what became ready shortly before, and what changed unseen.

        First fired first.
        """
        shown = [
            frame.ticket
            for ticket_id, frame in self._frames.items()
            if frame.ticket.changes
            or frame.ticket.status in TO_COOK
            or (
                frame.ticket.status == TicketStatus.READY
                and self._ready_at[ticket_id] > at - READY_SHOWN_FOR
            )
        ]
        return sorted(
            shown, key=lambda ticket: (ticket.fired_at or ticket.placed_at, ticket.number)
        )
