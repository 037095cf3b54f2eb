"""Writes the golden file of every event that has none yet."""

from pathlib import Path
from uuid import UUID

import msgspec

from chitrail import envelope
from chitrail.events import Event
from tests.contracts.examples import AT, EXAMPLES

GOLDEN = Path(__file__).parent / "events"


def golden_path(event: Event) -> Path:
    return GOLDEN / f"{event.topic}.v{event.version}.json"


def encoded(event: Event) -> bytes:
    wrapped = envelope.wrap(
        event,
        event_id=UUID(int=99),
        source="chitrail/test",
        aggregate_id="aggregate",
        sequence=5,
        time=AT,
    )
    return envelope.encode(wrapped)


if __name__ == "__main__":
    for example in EXAMPLES:
        if not golden_path(example).exists():
            golden_path(example).write_bytes(
                msgspec.json.format(encoded(example), indent=2) + b"\n"
            )
