"""What the routes of split bills take and give. Money is a decimal string of rupees."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

MOST_PARTS = 50
Rupees = Annotated[str, Meta(pattern=r"^[0-9]{1,8}(\.[0-9]{1,2})?$", examples=["273.00"])]
Portion = Annotated[
    str, Meta(pattern=r"^[0-9]{1,5}(/[1-9][0-9]{0,3}|\.[0-9]{1,3})?$", examples=["1/2"])
]
"""How many portions: "2", "0.5" or "1/3"."""
Label = Annotated[str, Meta(max_length=60, examples=["Asha"])]


class PartLineRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Portions of a line that belong to a part."""

    line_id: UUID
    quantity: Portion


class ItemPartRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A part by what was eaten."""

    lines: Annotated[list[PartLineRequest], Meta(min_length=1, max_length=100)]
    label: Label = ""


class SplitRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """How to split: `EQUAL` into `count` parts, by `amounts`, or by `items`; give the one that fits `by`."""

    by: Annotated[Literal["EQUAL", "AMOUNT", "ITEMS"], Meta(examples=["EQUAL"])]
    count: Annotated[int, Meta(ge=2, le=MOST_PARTS, examples=[3])] | None = None
    amounts: Annotated[list[Rupees], Meta(min_length=2, max_length=MOST_PARTS)] | None = None
    items: Annotated[list[ItemPartRequest], Meta(min_length=2, max_length=MOST_PARTS)] | None = None


class Unsplit(msgspec.Struct, forbid_unknown_fields=True):
    """Nothing to say."""


class PartLine(msgspec.Struct, kw_only=True):
    """Portions of a line in a part, and its share of the bill, taxes included."""

    line_id: UUID
    quantity: str
    amount: str


class Part(msgspec.Struct, kw_only=True):
    """A part of a bill. `due` is what is left to pay of it."""

    id: UUID
    part_no: int
    label: str
    amount: str
    settled: str
    due: str
    lines: list[PartLine]


class Split(msgspec.Struct, kw_only=True):
    """The parts of an order's bill; they add up to its total. Empty when it is not split."""

    order_id: UUID
    by: str | None
    total: str
    parts: list[Part]
