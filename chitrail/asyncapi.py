"""The AsyncAPI 3.0 document of all topics, made from the event classes."""

from typing import Any

import msgspec

from chitrail.envelope import SPEC_VERSION, Envelope
from chitrail.events import EVENTS, Event
from chitrail.topics import CONSUMED_TOPICS, EVENT_TOPICS

_COMPONENTS = "#/components/schemas/{name}"
_HEADERS = {
    "type": "object",
    "required": ["ce_id", "ce_type", "content-type"],
    "properties": {
        "ce_id": {"type": "string", "format": "uuid", "description": "The envelope's id."},
        "ce_type": {"type": "string", "description": "The topic."},
        "content-type": {"type": "string"},
        "traceparent": {
            "type": "string",
            "description": "W3C trace context of what caused the event, as in the envelope.",
        },
        "tracestate": {"type": "string"},
    },
}


def asyncapi_document() -> dict[str, Any]:
    """Channels, messages and JSON schemas; `python -m chitrail.asyncapi` prints it as JSON."""
    kinds = list(EVENTS.values())
    schemas = msgspec.json.schema_components([Envelope, *kinds], ref_template=_COMPONENTS)[1]
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Chitrail events",
            "version": "1",
            "description": (
                "Every change of state, published at least once and in order per key "
                "`<outlet>/<aggregate>`. Drop an `id` you have seen; drop a `sequence` at or below the last "
                "one you applied for that `subject`."
            ),
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/cloudevents+json",
        "channels": {
            topic.name: {
                "address": topic.name,
                "description": _first_line(EVENTS[topic.name]),
                "messages": {topic.name: {"$ref": f"#/components/messages/{topic.name}"}},
                "bindings": {"kafka": {"partitions": topic.partitions}},
            }
            for topic in EVENT_TOPICS
        },
        "operations": _operations(),
        "components": {
            "messages": {kind.topic: _message(kind) for kind in kinds},
            "schemas": schemas,
        },
    }


def _operations() -> dict[str, Any]:
    send = {
        f"publish.{topic.name}": {
            "action": "send",
            "channel": {"$ref": f"#/channels/{topic.name}"},
            "summary": "The relay publishes every event of the outbox.",
        }
        for topic in EVENT_TOPICS
    }
    receive = {
        f"{app}.{topic}": {
            "action": "receive",
            "channel": {"$ref": f"#/channels/{topic}"},
            "summary": f"The {app} stream.",
        }
        for app, topics in CONSUMED_TOPICS.items()
        for topic in topics
    }
    return {**send, **receive}


def _message(kind: type[Event]) -> dict[str, Any]:
    return {
        "name": kind.topic,
        "title": kind.__name__,
        "summary": _first_line(kind),
        "contentType": "application/cloudevents+json",
        "headers": _HEADERS,
        "payload": {
            "allOf": [
                {"$ref": _COMPONENTS.format(name="Envelope")},
                {
                    "type": "object",
                    "properties": {
                        "specversion": {"const": SPEC_VERSION},
                        "type": {"const": kind.topic},
                        "dataversion": {"const": kind.version},
                        "data": {"$ref": _COMPONENTS.format(name=kind.__name__)},
                    },
                },
            ]
        },
    }


def _first_line(kind: type[Event]) -> str:
    return (kind.__doc__ or "").strip().splitlines()[0]


if __name__ == "__main__":
    print(
        msgspec.json.format(
            msgspec.json.encode(asyncapi_document(), order="sorted"), indent=2
        ).decode()
    )
