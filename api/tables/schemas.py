"""What the routes of tables take and give. Money is a decimal string of rupees."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

Label = Annotated[str, Meta(min_length=1, max_length=32, pattern=r"^\S(.*\S)?$", examples=["T4"])]


class TableRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A table to set up, or how it is to be from now on."""

    label: Label
    area: Annotated[str, Meta(max_length=40, examples=["garden"])] = ""
    seats: Annotated[int, Meta(ge=1, le=100, examples=[4])] = 4
    position: Annotated[int, Meta(ge=0, le=9999)] = 0
    active: bool = True


class TableOrder(msgspec.Struct, kw_only=True):
    """An open order at a table."""

    id: UUID
    number: int
    status: str
    total: str
    due: str
    placed_at: datetime


class Table(msgspec.Struct, kw_only=True):
    """A table and what is going on there.

    FREE has no open order, OCCUPIED has one that is not paid, PAID only such as are. `seats` is null for a
    label that orders name and nobody has set up.
    """

    label: str
    area: str
    seats: int | None
    status: Literal["FREE", "OCCUPIED", "PAID"]
    due: str
    since: datetime | None
    orders: list[TableOrder]


class Tables(msgspec.Struct):
    """Every table of the outlet, in its order."""

    data: list[Table]
