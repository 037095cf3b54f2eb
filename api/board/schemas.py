"""What the routes of the ready board take and give."""

from typing import Annotated

import msgspec
from msgspec import Meta

from chitrail.board import BoardOrder


class BoardSettings(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Whether orders of tables are shown too, and for how long a number stays that nobody fetches."""

    shows_dine_in: bool
    ready_minutes: Annotated[int, Meta(ge=1, le=240, examples=[15])]


class Board(msgspec.Struct, kw_only=True):
    """What the screen shows now: numbers, oldest first."""

    outlet_name: str
    ready_minutes: int
    orders: list[BoardOrder]
