"""What the routes of transfers take and give. Quantities are decimal strings with a unit."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from api.paging import PageQuery
from api.purchasing.schemas import Note
from api.suppliers.schemas import Amount, Unit

OutletCode = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{1,31}$", examples=["mg-road"])]
Code = Annotated[str, Meta(min_length=1, max_length=64, examples=["paneer"])]
Status = Literal["REQUESTED", "DISPATCHED", "RECEIVED", "CANCELLED"]


class TransferLineRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """So much of an ingredient, by the code both outlets know it by."""

    ingredient_code: Code
    quantity: Amount
    unit: Unit


class TransferRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Stock to come `from_outlet`, or to go `to_outlet`: one of the two, the caller's is the other."""

    lines: Annotated[list[TransferLineRequest], Meta(min_length=1, max_length=200)]
    from_outlet: OutletCode | None = None
    to_outlet: OutletCode | None = None
    note: Note = ""


class DispatchRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What is sent off; what is not named goes as it was asked for, and 0 does not go."""

    lines: Annotated[list[TransferLineRequest], Meta(max_length=200)] = []


class ArrivalLine(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What arrived well, and what arrived but is no good."""

    ingredient_code: Code
    quantity: Amount
    unit: Unit
    damaged: Amount = "0"


class ArrivalRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What arrived; what is not named arrived as it was sent off."""

    lines: Annotated[list[ArrivalLine], Meta(max_length=200)] = []


class TransferQuery(PageQuery, forbid_unknown_fields=True, kw_only=True):
    """Which transfers to list: those that go OUT of the outlet or come IN."""

    status: Status | None = None
    direction: Literal["IN", "OUT"] | None = None


class TransferLine(msgspec.Struct, kw_only=True):
    """Quantities in `unit`; null until it came to that. `lost` is what neither arrived well nor damaged.

    `value` is what it took from the worth of the sender's stock, in rupees, once that is booked;
    `received_value` what it brought. The difference is `lost_value`.
    """

    ingredient_code: str
    ingredient_name: str
    unit: str
    requested: str
    dispatched: str | None
    received: str | None
    damaged: str | None
    lost: str | None
    value: str | None
    received_value: str | None
    lost_value: str | None


class TransferHeader(msgspec.Struct, kw_only=True):
    """Stock from one outlet to another."""

    id: UUID
    version: int
    number: str
    from_outlet: str
    to_outlet: str
    status: str
    note: str
    requested_outlet: str
    requested_by: str
    requested_at: datetime
    dispatched_by: str | None
    dispatched_at: datetime | None
    received_by: str | None
    received_at: datetime | None
    end_reason: str


class Transfer(TransferHeader, kw_only=True):
    """A transfer with its lines."""

    lines: list[TransferLine]
