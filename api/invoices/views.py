"""Invoices and credit notes as the API shows them."""

from collections.abc import Sequence
from typing import Any

from api.invoices.gstin import STATES
from api.invoices.schemas import (
    Buyer,
    CreditNote,
    CreditNoteLine,
    InvoiceHeader,
    InvoiceLine,
    Seller,
)
from api.models import AnyRow
from chitrail.money import format_rupees

_PLAIN = (
    *("id", "outlet_id", "order_id", "order_number", "order_type", "table_label", "kind"),
    *("number", "invoice_date", "business_date", "issued_at", "amount_in_words", "footer"),
)
_NOTE_PLAIN = (
    *("id", "outlet_id", "invoice_id", "number", "note_date", "issued_at", "reason"),
    "amount_in_words",
)
_SUMS = (
    *(
        "gross",
        "discount",
        "service_charge",
        "tax_included",
        "taxable",
        "cgst",
        "sgst",
        "round_off",
    ),
    *("total", "credited"),
)
_NOTE_SUMS = ("taxable", "cgst", "sgst", "round_off", "total")


def header_view(row: AnyRow) -> InvoiceHeader:
    """An invoice without its lines."""
    return InvoiceHeader(**header_fields(row))


def header_fields(row: AnyRow) -> dict[str, Any]:
    """What an invoice and its header have alike."""
    return {
        **{name: getattr(row, name) for name in _PLAIN},
        **_money(row, _SUMS),
        "seller": Seller(
            outlet_name=row.outlet_name,
            name=row.seller_name,
            address=row.seller_address,
            state_code=row.seller_state,
            state=STATES[row.seller_state],
            gstin=row.seller_gstin,
            fssai_number=row.seller_fssai,
        ),
        "buyer": Buyer(name=row.buyer_name, address=row.buyer_address, gstin=row.buyer_gstin),
    }


def line_view(row: AnyRow) -> InvoiceLine:
    """A line of an invoice."""
    return InvoiceLine(
        line_no=row.line_no,
        item_name=row.item_name,
        hsn_code=row.hsn_code,
        quantity=row.quantity,
        unit_price=format_rupees(row.unit_price_paise),
        discount=format_rupees(row.discount_paise),
        service_charge=format_rupees(row.service_charge_paise),
        tax_included=format_rupees(row.tax_included_paise),
        taxable=format_rupees(row.taxable_paise),
        tax_rate=percent(row.tax_rate_bp),
        cgst=format_rupees(row.cgst_paise),
        sgst=format_rupees(row.sgst_paise),
        total=format_rupees(row.taxable_paise + row.cgst_paise + row.sgst_paise),
    )


def note_view(row: AnyRow, invoice_number: str, lines: Sequence[AnyRow]) -> CreditNote:
    """A credit note; `lines` may be those of all credit notes of its invoice."""
    fields: dict[str, Any] = {name: getattr(row, name) for name in _NOTE_PLAIN}
    return CreditNote(
        **fields | _money(row, _NOTE_SUMS),
        invoice_number=invoice_number,
        lines=[_note_line(line) for line in lines if line.credit_note_id == row.id],
    )


def percent(basis_points: int) -> str:
    """A tax rate in percent: 500 -> "5.00"."""
    return format_rupees(basis_points)


def _note_line(row: AnyRow) -> CreditNoteLine:
    return CreditNoteLine(
        line_no=row.line_no,
        item_name=row.item_name,
        hsn_code=row.hsn_code,
        quantity=row.quantity,
        taxable=format_rupees(row.taxable_paise),
        tax_rate=percent(row.tax_rate_bp),
        cgst=format_rupees(row.cgst_paise),
        sgst=format_rupees(row.sgst_paise),
        total=format_rupees(row.taxable_paise + row.cgst_paise + row.sgst_paise),
    )


def _money(row: AnyRow, names: Sequence[str]) -> dict[str, str]:
    return {name: format_rupees(int(getattr(row, f"{name}_paise"))) for name in names}
