"""What the routes of counts take and give. Quantities are decimal strings in the ingredient's base unit."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from api.inventory.schemas import Amount, Unit
from api.paging import PageQuery

Code = Annotated[str, Meta(max_length=64, examples=["butter"])]


class CountRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What to count: the ingredients named, or all. In a blind count nobody is told what is expected."""

    name: Annotated[str, Meta(max_length=64, examples=["Walk-in cooler"])] = ""
    blind: bool = True
    ingredient_codes: Annotated[list[Code], Meta(max_length=500)] = []


class CountQuery(PageQuery, forbid_unknown_fields=True, kw_only=True):
    """Which counts to list."""

    status: Literal["OPEN", "SUBMITTED", "APPROVED", "CANCELLED"] | None = None


class EntryRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """So much of an ingredient is in a place. Said again of the same place, it replaces what was said."""

    ingredient_code: Code
    quantity: Amount
    unit: Unit
    place: Annotated[str, Meta(max_length=64, examples=["fridge"])] = ""


class EntriesRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What was counted just now."""

    entries: Annotated[list[EntryRequest], Meta(min_length=1, max_length=200)]


class SubmitRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Counting is done; `leave_out` what nobody counted, or it is refused."""

    leave_out: bool = False


class RecountRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What is to be counted once more, from nothing."""

    ingredient_codes: Annotated[
        list[Code], Meta(min_length=1, max_length=500, examples=[["butter"]])
    ]


class CountedPlace(msgspec.Struct, kw_only=True):
    """What stands for one place, and whoever counted it."""

    place: str
    quantity: str
    counted_by: str
    counted_at: datetime


class CountLine(msgspec.Struct, kw_only=True):
    """An ingredient of a count.

    `expected` is what the ledger had when its last place was counted, so what was sold since plays no part;
    `variance` is what was counted less that, `variance_value` its worth in rupees, as booked or, until
    then, at the average. They are null for what is not counted, and to those a blind count does not tell.
    """

    ingredient_id: UUID
    ingredient_code: str
    name: str
    unit: str
    round: int
    counted: str | None
    counted_at: datetime | None
    expected: str | None
    variance: str | None
    variance_value: str | None
    places: list[CountedPlace]


class CountHeader(msgspec.Struct, kw_only=True):
    """A count without its lines; `document_id` is what corrected the ledger."""

    id: UUID
    outlet_id: str
    name: str
    blind: bool
    status: str
    opened_by: str
    opened_at: datetime
    submitted_by: str | None
    submitted_at: datetime | None
    closed_by: str | None
    closed_at: datetime | None
    document_id: UUID | None


class Count(CountHeader, kw_only=True):
    """A count; `variance_value` is the worth of all variances in rupees, null where they are not told."""

    variance_value: str | None
    lines: list[CountLine]
