"""Issuing the invoice of a settled order."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert

from api.invoices import queries
from api.invoices.gstin import check_gstin
from api.invoices.identity import IdentityMissing, issuer_of, kind_of
from api.invoices.numbering import take
from api.invoices.queries import INVOICES, LINES
from api.invoices.reading import read
from api.invoices.schemas import Invoice, InvoiceRequest
from api.invoices.words import amount_in_words
from api.menu.offers import described
from api.menu.queries import hsn_codes
from api.models import AnyRow
from api.orders import queries as orders
from api.reply import Reply
from chitrail.errors import Conflict, InvalidInput, NotFound
from chitrail.ids import new_id
from chitrail.money import format_rupees
from chitrail.tokens import Actor

NAMED_BUYER_PAISE = 5_000_000
"""From this taxable value on a tax invoice names its buyer, registered or not (Rule 46 e)."""


class NotInvoiceable(Conflict):
    """The order is not settled, was cancelled, or was billed elsewhere."""

    code = "not-invoiceable"
    title = "This order cannot have an invoice"


class InvoiceIssued(Conflict):
    """An invoice is not changed."""

    code = "invoice-issued"
    title = "This order has an invoice for another buyer"


class TaxCharged(Conflict):
    """Who is not registered under the regular scheme may not take GST (CGST Act, sections 10(4) and 32)."""

    code = "tax-charged"
    title = "The order charges GST, which this outlet may not take"


def issue(
    connection: Connection, actor: Actor, order_id: UUID, request: InvoiceRequest, at: datetime
) -> Reply[Invoice]:
    """The invoice of an order, as of `at`: a new one, or (200) the one it has.

    Raises NotFound, NotInvoiceable, IdentityMissing, TaxCharged, InvoiceIssued, InvalidInput, SeriesTaken.
    """
    order = orders.order(connection, actor.outlet_id, order_id, lock=True)
    if order is None:
        raise NotFound(f"there is no order {order_id}")
    buyer = _buyer(request)
    issued = queries.invoice_of_order(connection, actor.outlet_id, order_id)
    if issued is not None:
        _check_same_buyer(issued, buyer)
        return Reply(read(connection, actor.outlet_id, issued.id), status=200)
    _check_settled(order)
    seller = queries.settings(connection, actor.outlet_id)
    if seller is None:
        raise IdentityMissing("a manager makes them with POST /api/invoices/settings")
    row, lines = _draft(connection, order, seller, buyer)
    number = take(connection, issuer_of(seller), seller.series, row["kind"], at)
    row |= {"issued_by": actor.subject, "invoice_date": number.day, **number.columns}
    connection.execute(insert(INVOICES).values(row))
    connection.execute(insert(LINES), lines)
    value = read(connection, actor.outlet_id, row["id"])
    return Reply(value, location=f"/api/invoices/{value.id}")


def _draft(
    connection: Connection, order: AnyRow, seller: AnyRow, buyer: dict[str, Any]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The invoice but for its number, and its lines."""
    codes = hsn_codes(connection, order.id)
    lines = [
        _line(row, codes.get(row.id) or seller.hsn_code)
        for row in orders.lines(connection, [order.id])[order.id]
        if row.voided_at is None
    ]
    if not lines:
        raise NotInvoiceable(f"nothing is left on order {order.number}")
    sums = _sums(order, lines)
    kind = kind_of(seller.scheme, seller.gstin)
    if kind != "TAX_INVOICE" and sums["cgst_paise"] + sums["sgst_paise"]:
        raise TaxCharged(f"a {kind} shows no tax: set the tax rates of the menu to 0")
    if kind == "TAX_INVOICE" and sums["taxable_paise"] >= NAMED_BUYER_PAISE:
        _check_named(buyer, f"is needed from {format_rupees(NAMED_BUYER_PAISE)} on")
    row = {
        "id": new_id(),
        "outlet_id": order.outlet_id,
        "order_id": order.id,
        "kind": kind,
        "business_date": order.business_date,
        "order_number": order.number,
        "order_type": order.order_type,
        "table_label": order.table_label,
        "n_lines": len(lines),
        "amount_in_words": amount_in_words(order.total_paise),
        **_seller(seller),
        **buyer,
        **sums,
    }
    return row, [{"invoice_id": row["id"], **line} for line in lines]


def _check_settled(order: AnyRow) -> None:
    if order.source != "live":
        raise NotInvoiceable("an imported order was billed where it comes from")
    if order.status == "CANCELLED":
        raise NotInvoiceable(f"order {order.number} is cancelled")
    due = order.total_paise - order.settled_paise
    if due:
        raise NotInvoiceable(f"{format_rupees(due)} of order {order.number} is not paid")


def _buyer(request: InvoiceRequest) -> dict[str, Any]:
    buyer = {
        "buyer_name": request.buyer_name.strip(),
        "buyer_address": request.buyer_address.strip(),
        "buyer_gstin": request.buyer_gstin,
    }
    if request.buyer_gstin is not None:
        check_gstin(request.buyer_gstin, field="buyer_gstin")
        _check_named(buyer, "is needed for a buyer with a GSTIN")
    return buyer


def _check_named(buyer: dict[str, Any], reason: str) -> None:
    for field in ("buyer_name", "buyer_address"):
        if not buyer[field]:
            raise InvalidInput(reason, field=field)


def _check_same_buyer(issued: AnyRow, buyer: dict[str, Any]) -> None:
    if any(buyer.values()) and any(getattr(issued, name) != buyer[name] for name in buyer):
        raise InvoiceIssued(
            f"{issued.number} is issued already and stays as it is", invoice_id=issued.id
        )


def _line(row: AnyRow, hsn_code: str) -> dict[str, Any]:
    """An invoice's line of an order's."""
    charged = row.unit_price_paise * row.quantity - row.discount_paise + row.service_charge_paise
    return {
        "line_no": row.line_no,
        "item_name": described(row.item_name, row.modifiers),
        "hsn_code": hsn_code,
        "quantity": row.quantity,
        "unit_price_paise": row.unit_price_paise,
        "discount_paise": row.discount_paise,
        "service_charge_paise": row.service_charge_paise,
        "tax_included_paise": row.tax_included_paise,
        "taxable_paise": charged - row.tax_included_paise,
        "tax_rate_bp": row.tax_rate_bp,
        "cgst_paise": row.cgst_paise,
        "sgst_paise": row.sgst_paise,
    }


def _sums(order: AnyRow, lines: list[dict[str, Any]]) -> dict[str, int]:
    """The invoice's sums out of its lines; the order's total must be what they come to."""
    names = ("discount_paise", "service_charge_paise", "tax_included_paise", "taxable_paise")
    sums = {
        name: sum(int(line[name]) for line in lines)
        for name in (*names, "cgst_paise", "sgst_paise")
    }
    exact = sums["taxable_paise"] + sums["cgst_paise"] + sums["sgst_paise"]
    if exact + order.round_off_paise != order.total_paise:
        raise NotInvoiceable(f"the lines of order {order.number} do not add up to it")
    sums["gross_paise"] = sum(line["unit_price_paise"] * line["quantity"] for line in lines)
    sums["round_off_paise"] = order.round_off_paise
    sums["total_paise"] = order.total_paise
    return sums


def _seller(row: AnyRow) -> dict[str, Any]:
    return {
        "outlet_name": row.outlet_name,
        "seller_name": row.legal_name,
        "seller_address": row.address,
        "seller_state": row.state_code,
        "seller_gstin": row.gstin,
        "seller_fssai": row.fssai_number,
        "footer": row.footer,
    }
