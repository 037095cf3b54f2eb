"""What the routes of invoices take and give. Money is a decimal string of rupees, a tax rate of percent."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from api.paging import PageQuery

Scheme = Literal["REGULAR", "COMPOSITION"]
Kind = Literal["TAX_INVOICE", "BILL_OF_SUPPLY", "BILL"]
Paper = Literal["80mm", "a4"]
Rupees = Annotated[str, Meta(pattern=r"^[0-9]{1,8}(\.[0-9]{1,2})?$", examples=["273.00"])]
LegalName = Annotated[
    str,
    Meta(max_length=100, pattern=r"^(?=.*\S)[^\x00-\x1f\x7f]+$", examples=["Spice Lane Foods LLP"]),
]
Name = Annotated[
    str, Meta(max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$", examples=["Asha Traders"])
]
Text = Annotated[
    str, Meta(max_length=300, pattern=r"^[^\x00-\x09\x0b-\x1f\x7f]*$", examples=["12 MG Road"])
]
"""A few lines."""
Address = Annotated[
    str,
    Meta(
        max_length=300,
        pattern=r"^(?=[\s\S]*\S)[^\x00-\x09\x0b-\x1f\x7f]+$",
        examples=["12 MG Road\nBengaluru 560001"],
    ),
]
Gstin = Annotated[str, Meta(max_length=15, examples=["29AAGCB7383J1Z4"])]
Series = Annotated[str, Meta(pattern=r"^[A-Z0-9]{1,3}$(?!\n)", examples=["SL"])]
StateCode = Annotated[str, Meta(pattern=r"^[0-9]{2}$(?!\n)", examples=["29"])]
Hsn = Annotated[str, Meta(pattern=r"^[0-9]{4,8}$(?!\n)", examples=["996331"])]
Fssai = Annotated[str, Meta(pattern=r"^[0-9]{14}$(?!\n)", examples=["11223344556677"])]
Reason = Annotated[
    str,
    Meta(max_length=200, pattern=r"^(?=.*\S)[^\x00-\x1f\x7f]+$", examples=["the dish went back"]),
]


class SettingsRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What the outlet is to the tax office. It holds for invoices issued from now on.

    `series` begins the numbers of invoices, `credit_note_series` those of credit notes.
    """

    legal_name: LegalName
    address: Address
    state_code: StateCode
    series: Series
    gstin: Gstin | None = None
    fssai_number: Fssai | None = None
    scheme: Scheme = "REGULAR"
    credit_note_series: Annotated[Series, Meta(examples=["CN"])] = "CN"
    hsn_code: Hsn = "996331"
    footer: Annotated[Text, Meta(examples=["Thank you, come again"])] = ""


class InvoiceSettings(msgspec.Struct, kw_only=True):
    """What the outlet is to the tax office."""

    outlet_id: str
    legal_name: str
    address: str
    state_code: str
    state: str
    gstin: str | None
    fssai_number: str | None
    scheme: str
    series: str
    credit_note_series: str
    hsn_code: str
    footer: str
    updated_at: datetime


class InvoiceRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Who buys; a buyer with a GSTIN needs a name and an address too. Nothing for a guest."""

    buyer_name: Name = ""
    buyer_address: Text = ""
    buyer_gstin: Gstin | None = None


class PortionRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Portions of an invoice's line."""

    line_no: Annotated[int, Meta(ge=1, le=10_000, examples=[1])]
    quantity: Annotated[int, Meta(ge=1, le=10_000, examples=[1])]


class CreditNoteRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What is given back and why: portions of lines, or an amount with tax; exactly one of the two."""

    reason: Reason
    lines: Annotated[list[PortionRequest], Meta(min_length=1, max_length=100)] | None = None
    amount: Annotated[Rupees, Meta(examples=["50.00"])] | None = None


class InvoiceQuery(PageQuery, forbid_unknown_fields=True, kw_only=True):
    """Which invoices to list."""

    business_date: date | None = None
    number: Annotated[str, Meta(max_length=16)] | None = None
    order_id: UUID | None = None
    buyer_gstin: Gstin | None = None


class PrintQuery(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The paper to print on: a receipt printer's 80 mm, or A4."""

    format: Paper = "80mm"


class Seller(msgspec.Struct, kw_only=True):
    """Who sold, as it was then. `name` is the legal name."""

    outlet_name: str
    name: str
    address: str
    state_code: str
    state: str
    gstin: str | None
    fssai_number: str | None


class Buyer(msgspec.Struct, kw_only=True):
    """Who bought; empty for a guest."""

    name: str
    address: str
    gstin: str | None


class InvoiceLine(msgspec.Struct, kw_only=True):
    """A line; its `total` is with both taxes.

    `taxable` is quantity times unit price, less discount, with service charge, without the taxes the price
    has in it.
    """

    line_no: int
    item_name: str
    hsn_code: str
    quantity: int
    unit_price: str
    discount: str
    service_charge: str
    tax_included: str
    taxable: str
    tax_rate: str
    cgst: str
    sgst: str
    total: str


class InvoiceHeader(msgspec.Struct, kw_only=True):
    """An invoice without its lines. `credited` is what its credit notes gave back."""

    id: UUID
    outlet_id: str
    order_id: UUID
    order_number: int
    order_type: str
    table_label: str
    kind: Kind
    number: str
    invoice_date: date
    business_date: date
    issued_at: datetime
    seller: Seller
    buyer: Buyer
    gross: str
    discount: str
    service_charge: str
    tax_included: str
    taxable: str
    cgst: str
    sgst: str
    round_off: str
    total: str
    amount_in_words: str
    footer: str
    credited: str


class CreditNoteLine(msgspec.Struct, kw_only=True):
    """What is taken off a line; `quantity` is 0 when an amount was credited."""

    line_no: int
    item_name: str
    hsn_code: str
    quantity: int
    taxable: str
    tax_rate: str
    cgst: str
    sgst: str
    total: str


class CreditNote(msgspec.Struct, kw_only=True):
    """What is given back of an invoice."""

    id: UUID
    outlet_id: str
    invoice_id: UUID
    invoice_number: str
    number: str
    note_date: date
    issued_at: datetime
    reason: str
    taxable: str
    cgst: str
    sgst: str
    round_off: str
    total: str
    amount_in_words: str
    lines: list[CreditNoteLine]


class Invoice(InvoiceHeader, kw_only=True):
    """An invoice as it was issued, and the credit notes of it."""

    lines: list[InvoiceLine]
    credit_notes: list[CreditNote]
