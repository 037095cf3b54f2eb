"""What the cook has to be told of a ticket: how it differs from what was told before."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from chitrail.events import Ticket, TicketChange, TicketLine

CANCELLED = "CANCELLED"


def between(
    before: Ticket, now: Ticket, *, cancelled: bool, changed_by: str, changed_at: datetime
) -> list[dict[str, Any]]:
    """Changes from one telling of a ticket to the next, as its row keeps them.

    What cooks do themselves, and what other stations do, is no change.
    """
    at: dict[str, Any] = {
        "version": now.version + 1,
        "changed_by": changed_by,
        "changed_at": changed_at,
    }
    found = [TicketChange(**at, **told) for told in _differences(before, now)]
    if cancelled:
        found.append(TicketChange(**at, kind=CANCELLED))
    return [msgspec.to_builtins(change) for change in found]


def _differences(before: Ticket, now: Ticket) -> Iterator[dict[str, Any]]:
    known = {line.line_id: (position, line) for position, line in enumerate(before.lines)}
    for position, line in enumerate(now.lines):
        _, was = known.pop(line.line_id, (position, None))
        if was is None:
            yield {"kind": "ADDED", "position": position, "after": line}
        elif _read(was) != _read(line):
            yield {"kind": "CHANGED", "position": position, "before": was, "after": line}
    for position, gone in known.values():
        yield {"kind": "VOIDED", "position": position, "before": gone}
    if before.note != now.note:
        yield {"kind": "NOTE", "note_before": before.note}


def _read(line: TicketLine) -> tuple[object, ...]:
    """What of a dish the cook cooks by."""
    return (line.item_name, line.quantity, line.note, line.modifiers, line.seat)
