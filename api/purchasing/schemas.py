"""What the routes of purchase orders take and give. Money is a decimal string of rupees."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from api.paging import PageQuery
from api.suppliers.schemas import Packs, Percent, Rupees

Source = Literal["MANUAL", "REORDER"]
Status = Literal["DRAFT", "APPROVED", "SENT", "PARTLY_RECEIVED", "RECEIVED", "CLOSED", "CANCELLED"]
Via = Literal["EMAIL", "PHONE", "PRINT", "OTHER"]
Note = Annotated[str, Meta(max_length=500, examples=["back door, before noon"])]
Why = Annotated[str, Meta(max_length=1000, examples=["42 kg until Friday, 18 kg are there"])]
Reason = Annotated[str, Meta(min_length=1, max_length=200, examples=["closed over Diwali"])]
Approval = Annotated[str, Meta(max_length=200)]


class PurchasingRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """How the outlet buys from now on. What is left out has its default.

    An order above `approval_limit` needs a second person, and so does taking more than ordered beyond
    `over_receipt_percent`. `tax_is_cost` where no input tax is claimed: stock then costs its tax too.
    """

    approval_limit: Annotated[
        str, Meta(pattern=r"^[0-9]{1,7}(\.[0-9]{1,2})?$", examples=["10000.00"])
    ] = "10000"
    over_receipt_percent: Percent = "5"
    tax_is_cost: bool = True


class Purchasing(msgspec.Struct, kw_only=True):
    """How the outlet buys; version 0 are the defaults."""

    approval_limit: str
    over_receipt_percent: str
    tax_is_cost: bool
    version: int
    updated_at: datetime | None


class PurchaseLineRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """So many packs; the price without tax is the day's and `expected_on` the order's unless told.

    `why` explains the line to whoever approves it.
    """

    supplier_item_id: UUID
    packs: Packs
    price: Rupees | None = None
    expected_on: date | None = None
    why: Why = ""


class PurchaseOrderRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A draft of an order. `expected_on` is the supplier's next delivery unless told.

    With `merge` the lines join the supplier's open draft, if there is one: of an item that is on it already
    the greater number of packs stays, so that asking twice orders once.
    """

    supplier_id: UUID
    lines: Annotated[list[PurchaseLineRequest], Meta(min_length=1, max_length=200)]
    source: Source = "MANUAL"
    note: Note = ""
    expected_on: date | None = None
    merge: bool = False


class PurchaseOrderChange(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What to change of a draft; what is left out stays. `lines` are all it shall have."""

    lines: Annotated[list[PurchaseLineRequest], Meta(min_length=1, max_length=200)] | None = None
    note: Note | None = None
    expected_on: date | None = None


class ApproveRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """`approval`: a second person's consent (POST /api/approvals, act `purchase.over_limit`)."""

    approval: Approval | None = None


class SendRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """How the supplier was told."""

    via: Via


class EndRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Why nothing more is to come of it."""

    reason: Reason


class PurchaseOrderQuery(PageQuery, forbid_unknown_fields=True, kw_only=True):
    """Which orders to list."""

    status: Status | None = None
    supplier_id: UUID | None = None


class PurchaseOrderLine(msgspec.Struct, kw_only=True):
    """Packs of `pack_size` in the `unit` the ingredient is kept in; `price` of a pack without tax.

    `open_packs` are still to come: ordered less received less `short_packs`, which will not come.
    """

    id: UUID
    supplier_item_id: UUID
    ingredient_id: UUID
    ingredient_code: str
    code: str
    name: str
    pack_size: str
    unit: str
    packs: str
    price: str
    tax_rate: str
    net: str
    tax: str
    expected_on: date
    source: str
    why: str
    received_packs: str
    short_packs: str
    open_packs: str


class PurchaseOrderHeader(msgspec.Struct, kw_only=True):
    """An order to a supplier; `total` is `net` and `tax`."""

    id: UUID
    version: int
    number: str
    supplier_id: UUID
    supplier_name: str
    status: str
    note: str
    expected_on: date
    net: str
    tax: str
    total: str
    created_by: str
    created_at: datetime


class PurchaseOrder(PurchaseOrderHeader, kw_only=True):
    """An order with its lines.

    `below_minimum`: the supplier delivers for more. `needs_second_person`: its total is above the outlet's
    limit. `mailto` opens a letter to the supplier; null without an address.
    """

    below_minimum: bool
    needs_second_person: bool
    approved_by: str | None
    approved_with: UUID | None
    approved_at: datetime | None
    sent_by: str | None
    sent_at: datetime | None
    sent_via: str
    ended_by: str | None
    ended_at: datetime | None
    end_reason: str
    mailto: str | None
    lines: list[PurchaseOrderLine]
