"""What the routes of goods receipts take and give. Money is a decimal string of rupees."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from api.paging import PageQuery
from api.purchasing.schemas import Approval, Note
from api.suppliers.schemas import Packs, Rupees

Refusal = Literal["DAMAGED", "WRONG_ITEM", "EXPIRED", "QUALITY"]
Rest = Literal["BACKORDER", "CLOSE"]
Position = Annotated[int, Meta(ge=0, le=999)]
InvoiceNumber = Annotated[str, Meta(min_length=1, max_length=32, examples=["LT/118"])]
Total = Annotated[str, Meta(pattern=r"^[0-9]{1,8}(\.[0-9]{1,2})?$", examples=["8400.00"])]


class ReceiptLineRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What came of a line of the order: `packs` are accepted, `refused_packs` go straight back.

    `price` of a pack without tax where it is another than ordered, or `instead_item_id` where the supplier
    brought something else of theirs that is accepted: both need a `reason`. A line may come as several lots,
    each on a line of its own. `rest` tells whether what is missing is still to come.
    """

    line_id: UUID
    packs: Packs
    refused_packs: Packs = "0"
    refused_because: Refusal | None = None
    price: Rupees | None = None
    instead_item_id: UUID | None = None
    reason: Annotated[str, Meta(max_length=200)] = ""
    lot_code: Annotated[str, Meta(max_length=40)] = ""
    expires_on: date | None = None
    rest: Rest = "BACKORDER"


class InvoicePart(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The supplier's invoice that came along, with its total as it asks for it."""

    number: InvoiceNumber
    total: Total
    invoice_date: date | None = None


class ReceiptRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What came. Beyond the outlet's tolerance more than ordered needs a second person's `approval`.

    (POST /api/approvals, act `purchase.over_receipt`, the order's id.)
    """

    lines: Annotated[list[ReceiptLineRequest], Meta(min_length=1, max_length=200)]
    delivery_note: Annotated[str, Meta(max_length=64)] = ""
    note: Note = ""
    invoice: InvoicePart | None = None
    approval: Approval | None = None


class ReceiptLine(msgspec.Struct, kw_only=True):
    """What was accepted and refused. `quantity` in the `unit` the ingredient is kept in."""

    position: int
    order_line_id: UUID
    supplier_item_id: UUID
    ingredient_id: UUID
    ingredient_code: str
    packs: str
    quantity: str
    unit: str
    price: str
    ordered_price: str
    net: str
    tax: str
    refused_packs: str
    refused_because: str
    returned_packs: str
    reason: str
    lot_code: str
    expires_on: date | None


class ReceiptHeader(msgspec.Struct, kw_only=True):
    """What a supplier brought at one time. `ordered` is what was accepted at the order's prices.

    `refused` is the worth of what went straight back. The stock moves by the document, which is null when
    nothing was accepted. All with tax.
    """

    id: UUID
    number: str
    order_id: UUID
    supplier_id: UUID
    document_id: UUID | None
    business_date: date
    delivery_note: str
    note: str
    ordered: str
    net: str
    tax: str
    total: str
    refused: str
    invoice_id: UUID | None
    approved_with: UUID | None
    received_by: str
    received_at: datetime


class Receipt(ReceiptHeader, kw_only=True):
    """A receipt with its lines, and what became of the order."""

    order_status: str
    lines: list[ReceiptLine]


class ReceiptQuery(PageQuery, forbid_unknown_fields=True, kw_only=True):
    """Which receipts to list."""

    order_id: UUID | None = None
    supplier_id: UUID | None = None


class SupplierInvoiceRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What a supplier asks for receipts; dated today unless told."""

    supplier_id: UUID
    number: InvoiceNumber
    total: Total
    receipt_ids: Annotated[list[UUID], Meta(min_length=1, max_length=100)]
    invoice_date: date | None = None


class AcceptRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Why the difference is accepted."""

    note: Annotated[str, Meta(min_length=1, max_length=500, examples=["freight, as agreed"])]


class SupplierInvoice(msgspec.Struct, kw_only=True):
    """Three that should match: `ordered` (at the order's prices), `received` and `total`, which is asked for.

    `difference` is asked less received; below a rupee it is rounding and the invoice MATCHES. Otherwise it
    DIFFERS until somebody has ACCEPTED it. `returned` went back later and is no part of the difference.
    """

    id: UUID
    supplier_id: UUID
    number: str
    invoice_date: date
    due_on: date
    ordered: str
    received: str
    total: str
    difference: str
    returned: str
    status: Literal["MATCHES", "DIFFERS", "ACCEPTED"]
    accepted_by: str | None
    accepted_at: datetime | None
    accept_note: str
    recorded_by: str
    recorded_at: datetime
    receipt_ids: list[UUID]


class SupplierInvoiceQuery(PageQuery, forbid_unknown_fields=True, kw_only=True):
    """Which invoices to list."""

    supplier_id: UUID | None = None


class ReturnLineRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Packs of the receipt's line at this position."""

    position: Position
    packs: Packs


class ReturnRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What goes back to the supplier, and why."""

    lines: Annotated[list[ReturnLineRequest], Meta(min_length=1, max_length=200)]
    reason: Annotated[str, Meta(min_length=1, max_length=200, examples=["sour on the second day"])]


class ReturnLine(msgspec.Struct, kw_only=True):
    """Packs of a receipt's line that went back, at the price they were received at."""

    position: int
    ingredient_id: UUID
    packs: str
    quantity: str
    net: str
    tax: str


class SupplierReturn(msgspec.Struct, kw_only=True):
    """What went back; `number` is the debit note's."""

    id: UUID
    number: str
    receipt_id: UUID
    supplier_id: UUID
    document_id: UUID
    business_date: date
    reason: str
    net: str
    tax: str
    total: str
    returned_by: str
    returned_at: datetime
    lines: list[ReturnLine]
