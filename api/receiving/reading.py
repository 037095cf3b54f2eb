"""Reading receipts."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from api.models import AnyRow
from api.paging import Listing, paged
from api.purchasing import queries as purchasing
from api.receiving import queries
from api.receiving.queries import RECEIPTS
from api.receiving.schemas import Receipt, ReceiptHeader, ReceiptLine, ReceiptQuery
from chitrail.errors import NotFound
from chitrail.money import format_rupees
from chitrail.quantity import PLACES


def read(connection: Connection, outlet_id: str, receipt_id: UUID) -> Receipt:
    """A receipt with its lines. Raises NotFound."""
    row = found(connection, outlet_id, receipt_id)
    order = purchasing.order(connection, outlet_id, row.order_id)
    lines = [_line(line) for line in queries.lines(connection, receipt_id)]
    return Receipt(**_header(row), order_status="" if order is None else order.status, lines=lines)


def found(connection: Connection, outlet_id: str, receipt_id: UUID) -> AnyRow:
    """A receipt's row. Raises NotFound."""
    row = queries.receipt(connection, outlet_id, receipt_id)
    if row is None:
        raise NotFound(f"there is no receipt {receipt_id}")
    return row


def listing(connection: Connection, outlet_id: str, query: ReceiptQuery) -> Listing[ReceiptHeader]:
    """Receipts, newest first."""
    statement = queries.listing(outlet_id, query)
    rows, page = paged(connection, statement, query, (RECEIPTS.c.received_at, RECEIPTS.c.id))
    return Listing([ReceiptHeader(**_header(row)) for row in rows], page)


def _header(row: AnyRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "number": row.number,
        "order_id": row.order_id,
        "supplier_id": row.supplier_id,
        "document_id": row.document_id,
        "business_date": row.business_date,
        "delivery_note": row.delivery_note,
        "note": row.note,
        "ordered": format_rupees(row.ordered_paise),
        "net": format_rupees(row.net_paise),
        "tax": format_rupees(row.tax_paise),
        "total": format_rupees(row.total_paise),
        "refused": format_rupees(row.refused_paise),
        "invoice_id": row.invoice_id,
        "approved_with": row.approved_with,
        "received_by": row.received_by,
        "received_at": row.received_at,
    }


def _line(row: AnyRow) -> ReceiptLine:
    return ReceiptLine(
        position=row.position,
        order_line_id=row.order_line_id,
        supplier_item_id=row.supplier_item_id,
        ingredient_id=row.ingredient_id,
        ingredient_code=row.ingredient_code,
        packs=str(row.packs),
        quantity=str(row.quantity.quantize(PLACES)),
        unit=row.unit,
        price=format_rupees(row.price_paise),
        ordered_price=format_rupees(row.ordered_price_paise),
        net=format_rupees(row.net_paise),
        tax=format_rupees(row.tax_paise),
        refused_packs=str(row.refused_packs),
        refused_because=row.refused_because,
        returned_packs=str(row.returned_packs),
        reason=row.reason,
        lot_code=row.lot_code,
        expires_on=row.expires_on,
    )
