"""What every event is: data that belongs to a topic."""

from typing import ClassVar

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Data of one event. `topic` is both the Kafka topic and the CloudEvents `type`."""

    topic: ClassVar[str]
    version: ClassVar[int] = 1
