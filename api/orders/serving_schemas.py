"""What the acts of table service take: courses that are called, dishes that go to a bill of their own."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta


class LineShare(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A line that goes, or so many portions of it."""

    line_id: UUID
    quantity: Annotated[int, Meta(ge=1, le=1000, examples=[1])] | None = None


class Rush(msgspec.Struct, forbid_unknown_fields=True):
    """Whether the order goes before the others."""

    rush: bool = True


class SplitOff(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What goes to a new order. The client may make its `id`; without `table_label` it stays at the table."""

    lines: Annotated[list[LineShare], Meta(min_length=1, max_length=100)]
    id: UUID | None = None
    table_label: Annotated[str, Meta(max_length=32, examples=["T7"])] | None = None


class ReturnToStock(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Portions that come back into stock, and why; without a `quantity` all that are left of a line."""

    lines: Annotated[list[LineShare], Meta(min_length=1, max_length=100)]
    reason: Annotated[str, Meta(min_length=1, max_length=200, examples=["bottle unopened"])]


class CallCourse(msgspec.Struct, forbid_unknown_fields=True):
    """Nothing to say."""
