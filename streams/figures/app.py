"""The app of the live figures: its windowed tables, its agents, its clock.

A table's changes go to a changelog topic; a worker that lost its memory reads them back before it goes on.
Where the changelog is lost too, `chitrail topics rewind figures` counts again from the events. An order or
ticket counts under its own id, so what is delivered twice counts once.
"""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import faust

from chitrail.topics import FIGURES_TOPICS, PARTITIONS
from streams.agents.loop import raw_topic, record_of
from streams.figures.board import KEPT, Board
from streams.figures.counting import SOLD, TICKETS, counts_of
from streams.record import read_event
from streams.sink import Sink

WINDOW = timedelta(minutes=1)
WRITE_SECONDS = 1.0
SEPARATOR = "|"

log = logging.getLogger(__name__)


def add_figures(app: faust.App, sink: Sink) -> None:
    """Give `app` its tables, an agent on each topic, and the clock that writes what changed."""
    tables = {
        kind: app.Table(name, default=dict, partitions=PARTITIONS).tumbling(WINDOW, expires=KEPT)
        for kind, name in ((SOLD, "sold"), (TICKETS, "tickets"))
    }
    board = Board(sink)
    for topic in FIGURES_TOPICS:
        source = raw_topic(app, topic)
        app.agent(source, name=f"{app.conf.id}.{topic}", concurrency=1)(_agent(tables, board))

    async def write() -> None:
        await board.write()

    app.timer(WRITE_SECONDS)(write)


def _agent(tables: dict[str, Any], board: Board) -> Any:
    async def agent(stream: Any) -> None:
        async for event in stream.events():
            _count(tables, board, event.message)

    return agent


def _count(tables: dict[str, Any], board: Board, message: Any) -> None:
    """Malformed events are dead letters of the other app that reads these topics; here they are skipped."""
    record = record_of(message)
    try:
        counts = counts_of(*read_event(record))
    except Exception as error:  # noqa: BLE001 - nothing may be raised out of an agent
        log.warning("%s is not counted: %s", record, error)
        return
    width = WINDOW.total_seconds()
    minute = datetime.fromtimestamp(message.timestamp // width * width, UTC)
    for count in counts:
        # Faust keeps one memory for all partitions of a worker; they part when another worker takes some.
        key = SEPARATOR.join((str(message.partition), count.outlet_id, count.subject))
        held = {**tables[count.kind][key].value(), count.by: count.number}
        tables[count.kind][key] = held
        place = (count.kind, count.outlet_id, count.subject, minute, message.partition)
        board.put(place, held)
