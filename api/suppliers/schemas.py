"""What the routes of suppliers take and give. Money is a decimal string of rupees."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from api.paging import PageQuery

Code = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,63}$", examples=["fresh-dairy"])]
Name = Annotated[str, Meta(min_length=1, max_length=120, examples=["Fresh Dairy Traders"])]
Gstin = Annotated[str, Meta(max_length=15, examples=["29AAGCB7383J1Z4"])]
Short = Annotated[str, Meta(max_length=120)]
Email = Annotated[str, Meta(pattern=r"^([^@\s,;?&]{1,64}@[^@\s,;?&]{1,180})?$", max_length=254)]
Address = Annotated[str, Meta(max_length=400)]
PaymentDays = Annotated[int, Meta(ge=0, le=365, examples=[15])]
LeadDays = Annotated[int, Meta(ge=0, le=60, examples=[1])]
Weekdays = Annotated[
    list[Annotated[int, Meta(ge=1, le=7)]], Meta(max_length=7, examples=[[1, 3, 5]])
]
TimeOfDay = Annotated[str, Meta(pattern="^(([01][0-9]|2[0-3]):[0-5][0-9])?$", examples=["17:00"])]
ReviewDays = Annotated[int, Meta(ge=1, le=60, examples=[7])]
SpreadDays = Annotated[str, Meta(pattern=r"^([12]?[0-9](\.[0-9])?|30(\.0)?)$", examples=["0.5"])]
Rupees = Annotated[str, Meta(pattern=r"^[0-9]{1,7}(\.[0-9]{1,2})?$", examples=["340.00"])]
Percent = Annotated[str, Meta(pattern=r"^[0-9]{1,3}(\.[0-9]{1,2})?$", examples=["5.00"])]
Amount = Annotated[str, Meta(pattern=r"^[0-9]{1,9}(\.[0-9]{1,6})?$", examples=["5"])]
Unit = Annotated[str, Meta(max_length=16, examples=["kg"])]
Packs = Annotated[str, Meta(pattern=r"^[0-9]{1,5}(\.[0-9]{1,3})?$", examples=["4"])]


class SupplierRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A new supplier. `delivery_weekdays` counts from Monday, 1; none is every day.

    An order after `cutoff`, in the outlet's time, counts for the next day. An order must last until the
    delivery of the one after `review_days`. `lead_spread_days` is the standard deviation of how late they
    come; it holds until receipts tell it.
    """

    code: Code
    name: Name
    gstin: Gstin = ""
    contact_name: Short = ""
    phone: Annotated[str, Meta(max_length=40)] = ""
    email: Email = ""
    address: Address = ""
    payment_terms_days: PaymentDays = 0
    lead_time_days: LeadDays = 1
    delivery_weekdays: Weekdays = []
    cutoff: TimeOfDay = ""
    minimum_order: Rupees = "0"
    review_days: ReviewDays = 7
    lead_spread_days: SpreadDays = "0"


class SupplierChange(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What to change; what is left out stays. One that is `retired` is ordered from no more."""

    name: Name | None = None
    gstin: Gstin | None = None
    contact_name: Short | None = None
    phone: Annotated[str, Meta(max_length=40)] | None = None
    email: Email | None = None
    address: Address | None = None
    payment_terms_days: PaymentDays | None = None
    lead_time_days: LeadDays | None = None
    delivery_weekdays: Weekdays | None = None
    cutoff: TimeOfDay | None = None
    minimum_order: Rupees | None = None
    review_days: ReviewDays | None = None
    lead_spread_days: SpreadDays | None = None
    retired: bool | None = None


class SupplierQuery(PageQuery, forbid_unknown_fields=True, kw_only=True):
    """Which suppliers to list; sorted by name, so without a cursor."""

    retired: bool | None = None


class Supplier(msgspec.Struct, kw_only=True):
    """Somebody an outlet buys of. `next_delivery` is when what is ordered now would come."""

    id: UUID
    version: int
    code: str
    name: str
    gstin: str
    contact_name: str
    phone: str
    email: str
    address: str
    payment_terms_days: int
    lead_time_days: int
    delivery_weekdays: list[int]
    cutoff: str
    minimum_order: str
    review_days: int
    lead_spread_days: str
    retired: bool
    next_delivery: date


class SupplierItemRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A pack of an ingredient, at `price` without tax from today on.

    Packs are ordered in multiples of `packs_multiple`, at least `minimum_packs`. The supplier that is
    `preferred` is asked for the ingredient before others: there is one at most.
    """

    ingredient_code: Annotated[str, Meta(min_length=1, max_length=64, examples=["paneer"])]
    code: Annotated[str, Meta(min_length=1, max_length=64, examples=["PNR-5K"])]
    name: Annotated[str, Meta(min_length=1, max_length=120, examples=["Paneer, box of 5 kg"])]
    pack_quantity: Amount
    pack_unit: Unit
    price: Rupees
    tax_rate: Percent = "0"
    minimum_packs: Packs = "0"
    packs_multiple: Packs = "1"
    preferred: bool = False


class SupplierItemChange(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What to change; what is left out stays. Another size of pack is another item."""

    name: Annotated[str, Meta(min_length=1, max_length=120)] | None = None
    tax_rate: Percent | None = None
    minimum_packs: Packs | None = None
    packs_multiple: Packs | None = None
    preferred: bool | None = None
    retired: bool | None = None


class PriceRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What a pack costs without tax from a day on; today when none is told."""

    price: Rupees
    valid_from: date | None = None
    reason: Annotated[str, Meta(max_length=200)] = ""


class SupplierItem(msgspec.Struct, kw_only=True):
    """A pack as a supplier sells it; `pack_size` in the `unit` the ingredient is kept in.

    `price` is what holds today, null before the first day of any.
    """

    id: UUID
    version: int
    supplier_id: UUID
    ingredient_id: UUID
    ingredient_code: str
    code: str
    name: str
    pack_size: str
    unit: str
    price: str | None
    tax_rate: str
    minimum_packs: str
    packs_multiple: str
    preferred: bool
    retired: bool


class SupplierItems(msgspec.Struct):
    """What a supplier sells, retired items too."""

    data: list[SupplierItem]


class Price(msgspec.Struct, kw_only=True):
    """What a pack costs without tax from a day on."""

    price: str
    valid_from: date
    reason: str
    recorded_by: str
    recorded_at: datetime


class Prices(msgspec.Struct):
    """Every price of an item, newest first."""

    data: list[Price]
