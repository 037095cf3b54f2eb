"""Which tickets a dish hangs on: that of its station, and those of stations with further work."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from api.models import AnyRow


class Further(msgspec.Struct, frozen=True):
    """Work for another station: the dish itself, or only `modifiers` of it."""

    station: str
    modifiers: tuple[str, ...] = ()


class Hung(msgspec.Struct, frozen=True):
    """Work for another station, on a ticket of it."""

    ticket_id: UUID
    station: str
    modifiers: list[str]


def further_work(
    own: str, also_at: Sequence[str], modifiers: Sequence[tuple[str, str | None]]
) -> list[Further]:
    """Stations besides `own`, each once. `modifiers` are names with the station that makes each, if any.

    A station that has the dish itself has its modifiers with it.
    """
    found = {station: Further(station) for station in also_at if station != own}
    made: dict[str, list[str]] = {}
    for name, station in modifiers:
        if station is not None and station != own and station not in found:
            made.setdefault(station, []).append(name)
    for station, names in made.items():
        found[station] = Further(station, tuple(names))
    return [found[station] for station in sorted(found)]


def hung(work: Sequence[Further], tickets: Mapping[str, UUID]) -> list[dict[str, Any]]:
    """As the line keeps it; `tickets` by station."""
    return [
        {
            "ticket_id": str(tickets[one.station]),
            "station": one.station,
            "modifiers": list(one.modifiers),
        }
        for one in work
    ]


def also_of(line: AnyRow) -> list[Hung]:
    """The further work of a line's row."""
    return msgspec.convert(line.also, list[Hung])


def tickets_of(line: AnyRow) -> list[UUID]:
    """Every ticket a line hangs on, that of its own station first."""
    own = [] if line.ticket_id is None else [UUID(str(line.ticket_id))]
    return own + [one.ticket_id for one in also_of(line)]
