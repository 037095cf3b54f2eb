"""`chitrail replay-screen`: what hung on a kitchen screen, change by change."""

import os
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
import psycopg
import typer

from chitrail import audiences
from chitrail.errors import InvalidInput, NotFound
from chitrail.events import Ticket
from chitrail.rail import LONGEST_EVENING, Frame, Rail
from chitrail.settings import Settings

_ZONE = """
SELECT o.zone FROM stations s JOIN outlets o ON o.id = s.outlet_id WHERE (o.id, s.code) = (%s, %s)
"""
_TOLD = """
SELECT seq, created_at, body FROM notifications
WHERE audience = %s AND kind = 'ticket' AND created_at > %s AND created_at <= %s ORDER BY seq
"""


def replay_screen(
    outlet: Annotated[str, typer.Option(help="Id of the outlet.")],
    station: Annotated[str, typer.Option(help="Code of the station.")],
    begin: Annotated[datetime, typer.Option("--from", help="In the outlet's own time.")],
    end: Annotated[datetime, typer.Option("--to", help="In the outlet's own time.")],
    step: Annotated[bool, typer.Option(help="Wait for Enter after each change.")] = False,
) -> None:
    """Print the rail of a kitchen screen as it was, after every change.

    Example: chitrail replay-screen --outlet spice-lane --station tandoor --from 2026-01-15T19:00:00
    --to 2026-01-15T20:00:00
    """
    if end < begin:
        raise InvalidInput("--to is before --from", field="to")
    with psycopg.connect(Settings.from_env(os.environ).libpq_url) as connection:
        row = connection.execute(_ZONE, (outlet, station)).fetchone()
        if row is None:
            raise NotFound(f"there is no station {station!r} in {outlet!r}")
        zone = ZoneInfo(row[0])
        since, until = begin.replace(tzinfo=zone), end.replace(tzinfo=zone)
        rail = Rail()
        for frame in _told(connection, audiences.kitchen(outlet, station), since, until):
            rail.apply(frame)
            if frame.at < since:
                continue
            typer.echo(f"{frame.at.astimezone(zone):%Y-%m-%d %H:%M:%S.%f} {_named(frame.ticket)}")
            for ticket in rail.board(frame.at):
                typer.echo(f"    {_named(ticket)}: {_dishes(ticket)}")
            if step:
                typer.prompt("", default="", show_default=False, prompt_suffix="")


def _told(
    connection: psycopg.Connection, audience: str, since: datetime, until: datetime
) -> Iterator[Frame]:
    """From a day before, for what hung there already."""
    rows = connection.execute(_TOLD, (audience, since - LONGEST_EVENING, until))
    return (Frame(seq, at, msgspec.convert(body, Ticket)) for seq, at, body in rows)


def _named(ticket: Ticket) -> str:
    return f"{ticket.number} {ticket.table_label} {ticket.status} v{ticket.version}"


def _dishes(ticket: Ticket) -> str:
    return ", ".join(f"{line.quantity} x {line.item_name}" for line in ticket.lines)
