"""What screens send to the gateway and what they get."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec

from chitrail.errors import InvalidInput

Sequence = Annotated[int, msgspec.Meta(ge=0, le=2**62)]
Audience = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Hello(msgspec.Struct, frozen=True):
    """The `auth` of a connection; `screen_id` is what a browser keeps about itself."""

    token: str
    screen_id: UUID | None = None


class Subscribe(msgspec.Struct, frozen=True):
    """Listen to an audience; `last_seq` is the last number shown, none for a fresh screen."""

    audience: Audience
    last_seq: Sequence | None = None


class Ack(msgspec.Struct, frozen=True):
    """Everything up to `seq` was shown."""

    audience: Audience
    seq: Sequence


class Read(msgspec.Struct, frozen=True):
    """A person has read everything up to `seq`."""

    audience: Audience
    seq: Sequence


class TicketVersion(msgspec.Struct, frozen=True):
    """A ticket as it was at one version."""

    ticket_id: UUID
    version: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]


class Shown(msgspec.Struct, frozen=True):
    """These the screen has really painted, for people to see."""

    audience: Audience
    tickets: Annotated[list[TicketVersion], msgspec.Meta(max_length=200)]


class Notification(msgspec.Struct, frozen=True):
    """One notification as screens get it."""

    audience: str
    seq: int
    id: UUID
    kind: str
    title: str
    body: dict[str, Any]
    created_at: datetime


def read(payload: tuple[Any, ...], kind: type[msgspec.Struct]) -> Any:
    """The one argument of a client's event as `kind`. Raises InvalidInput."""
    if len(payload) != 1:
        raise InvalidInput("exactly one argument is expected")
    try:
        return msgspec.convert(payload[0], kind)
    except msgspec.ValidationError as error:
        raise InvalidInput(str(error)) from error
