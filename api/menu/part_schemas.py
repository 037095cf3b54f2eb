"""What the routes of categories, stations and tax classes take and give."""

from typing import Annotated

import msgspec
from msgspec import Meta

from api.menu.item_schemas import Schedule
from api.menu.schedules import Period

Code = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,31}$", examples=["mains"])]
Name = Annotated[str, Meta(min_length=1, max_length=80, examples=["Mains"])]
StationCode = Annotated[
    str,
    Meta(
        max_length=32,
        examples=["curry"],
        description="Where its items are cooked that do not say so themselves; empty: nowhere",
    ),
]
Position = Annotated[int, Meta(ge=0, le=10_000)]
Patience = Annotated[
    int,
    Meta(
        ge=5,
        le=3600,
        description="Seconds; a ticket no screen of the station has shown by then raises an alert",
    ),
]
Percent = Annotated[str, Meta(pattern=r"^[0-9]{1,3}(\.[0-9]{1,2})?$", examples=["5.00"])]
Hsn = Annotated[str, Meta(pattern="^([0-9]{4,8})?$", examples=["996331"])]


class CategoryRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A new section of the menu."""

    code: Code
    name: Name
    position: Position = 0
    schedule: Schedule = []
    station: StationCode = ""


class CategoryChange(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What to change; what is left out stays. One that has items is not retired."""

    name: Name | None = None
    position: Position | None = None
    schedule: Schedule | None = None
    station: StationCode | None = None
    retired: bool | None = None


class ManagedCategory(msgspec.Struct, kw_only=True):
    """A section of the menu as those who keep it see it."""

    version: int
    code: str
    name: str
    position: int
    schedule: list[Period]
    station: str
    retired: bool


class Categories(msgspec.Struct):
    """Every category, retired ones too."""

    data: list[ManagedCategory]


class StationRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A new kitchen station."""

    code: Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,31}$", examples=["grill"])]
    name: Annotated[str, Meta(min_length=1, max_length=80, examples=["Grill"])]
    position: Position = 0
    shown_within_seconds: Patience = 15


class StationChange(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What to change; what is left out stays. One that has items is not retired."""

    name: Name | None = None
    position: Position | None = None
    shown_within_seconds: Patience | None = None
    retired: bool | None = None


class ManagedStation(msgspec.Struct, kw_only=True):
    """A kitchen station as those who keep the menu see it."""

    version: int
    code: str
    name: str
    position: int
    shown_within_seconds: int
    retired: bool


class Stations(msgspec.Struct):
    """Every station, retired ones too."""

    data: list[ManagedStation]


class TaxClassRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A new tax class: `rate` in per cent, `hsn_code` the HSN or SAC of invoices (empty: the outlet's)."""

    code: Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,63}$", examples=["bottled-drinks"])]
    name: Annotated[str, Meta(min_length=1, max_length=80, examples=["Bottled drinks"])]
    rate: Percent
    hsn_code: Hsn = ""


class TaxClassChange(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What to change; what is left out stays. Items of the class have the new rate at once."""

    name: Name | None = None
    rate: Percent | None = None
    hsn_code: Hsn | None = None
    retired: bool | None = None


class ManagedTaxClass(msgspec.Struct, kw_only=True):
    """A tax class."""

    version: int
    code: str
    name: str
    rate: str
    hsn_code: str
    retired: bool


class TaxClasses(msgspec.Struct):
    """Every tax class, retired ones too."""

    data: list[ManagedTaxClass]
