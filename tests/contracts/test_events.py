"""The wire format of every event is what its golden file says: an old reader must still understand it.

After a deliberate change: raise the event's `version`, keep the old golden file, add the new one with
`python -m tests.contracts.golden`.
"""

from pathlib import Path
from uuid import UUID

import jsonschema
import msgspec
import pytest

from chitrail import envelope
from chitrail.asyncapi import asyncapi_document
from chitrail.errors import InvalidInput
from chitrail.events import EVENTS
from chitrail.topics import CONSUMED_TOPICS
from tests.contracts.examples import AT, EXAMPLES
from tests.contracts.golden import GOLDEN, encoded, golden_path

BY_TOPIC = {event.topic: event for event in EXAMPLES}


def test_every_event_has_an_example_and_every_golden_file_an_event():
    assert set(BY_TOPIC) == set(EVENTS)
    assert {path.name.rsplit(".v", 1)[0] for path in GOLDEN.iterdir()} == set(EVENTS)


@pytest.mark.parametrize("topic", sorted(EVENTS))
def test_an_event_is_written_as_its_golden_file_says(topic):
    event = BY_TOPIC[topic]
    assert msgspec.json.decode(encoded(event)) == msgspec.json.decode(
        golden_path(event).read_bytes()
    )


@pytest.mark.parametrize("topic", sorted(EVENTS))
def test_a_golden_file_is_read_back_as_the_event(topic):
    wrapped, event = envelope.decode(golden_path(BY_TOPIC[topic]).read_bytes())
    assert event == BY_TOPIC[topic]
    assert (wrapped.type, wrapped.time, wrapped.id) == (topic, AT, UUID(int=99))


@pytest.mark.parametrize("path", sorted(GOLDEN.iterdir()), ids=lambda path: path.name)
def test_an_event_of_any_version_is_still_read(path):
    wrapped, event = envelope.decode(path.read_bytes())
    assert (wrapped.type, wrapped.dataversion) == (event.topic, int(path.stem.rsplit(".v", 1)[1]))


@pytest.mark.parametrize("topic", sorted(EVENTS))
def test_the_published_schema_accepts_the_golden_file(topic):
    document = asyncapi_document()
    schema = {
        **document["components"]["messages"][topic]["payload"],
        "components": document["components"],
    }
    jsonschema.validate(msgspec.json.decode(golden_path(BY_TOPIC[topic]).read_bytes()), schema)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda e: e.pop("id"), "id"),
        (lambda e: e.update(type="order.eaten"), "unknown event type"),
        (lambda e: e.update(dataversion=99), "version 99"),
        (lambda e: e.update(sequence="one"), "sequence"),
        (lambda e: e["data"].update(lines="none"), "lines"),
        (lambda e: e.update(data=None), "Expected `object`"),
    ],
)
def test_a_malformed_event_is_refused_with_the_reason(change, complaint):
    document = msgspec.json.decode(golden_path(BY_TOPIC["order.completed"]).read_bytes())
    change(document)
    with pytest.raises(InvalidInput, match=complaint):
        envelope.decode(msgspec.json.encode(document))


@pytest.mark.parametrize("raw", [b"", b"\x00", b"{", b"[]", b"\xff\xfe", b"null", b'"text"'])
def test_bytes_that_are_no_event_are_refused(raw):
    with pytest.raises(InvalidInput):
        envelope.decode(raw)


def test_streams_consume_topics_that_exist():
    assert {topic for topics in CONSUMED_TOPICS.values() for topic in topics} <= set(EVENTS)


def test_the_committed_asyncapi_document_is_current():
    committed = Path(__file__).parents[2] / "docs" / "asyncapi.json"
    assert msgspec.json.decode(committed.read_bytes()) == msgspec.to_builtins(asyncapi_document())
