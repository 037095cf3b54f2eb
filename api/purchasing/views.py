"""Purchase orders as the API shows them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from api.models import AnyRow
from api.purchasing.schemas import PurchaseOrder, PurchaseOrderHeader, PurchaseOrderLine
from chitrail.money import format_rupees
from chitrail.quantity import PLACES


def header_view(row: AnyRow) -> PurchaseOrderHeader:
    """An order out of its row with its supplier."""
    return PurchaseOrderHeader(**_header(row))


def order_view(row: AnyRow, lines: Sequence[AnyRow], limit_paise: int) -> PurchaseOrder:
    """An order out of its row with its supplier, its lines, and the limit of approvals."""
    shown = [line_view(line) for line in lines]
    return PurchaseOrder(
        **_header(row),
        below_minimum=row.net_paise < row.minimum_order_paise,
        needs_second_person=row.total_paise > limit_paise,
        approved_by=row.approved_by,
        approved_with=row.approved_with,
        approved_at=row.approved_at,
        sent_by=row.sent_by,
        sent_at=row.sent_at,
        sent_via=row.sent_via,
        ended_by=row.ended_by,
        ended_at=row.ended_at,
        end_reason=row.end_reason,
        mailto=_mailto(row, shown),
        lines=shown,
    )


def line_view(row: AnyRow) -> PurchaseOrderLine:
    """A line out of its row with its ingredient."""
    return PurchaseOrderLine(
        id=row.id,
        supplier_item_id=row.supplier_item_id,
        ingredient_id=row.ingredient_id,
        ingredient_code=row.ingredient_code,
        code=row.code,
        name=row.name,
        pack_size=str(row.pack_size.quantize(PLACES)),
        unit=row.unit,
        packs=str(row.packs),
        price=format_rupees(row.price_paise),
        tax_rate=format_rupees(row.tax_rate_bp),  # hundredths of a per cent look just like paise
        net=format_rupees(row.net_paise),
        tax=format_rupees(row.tax_paise),
        expected_on=row.expected_on,
        source=row.source,
        why=row.why,
        received_packs=str(row.received_packs),
        short_packs=str(row.short_packs),
        open_packs=str(open_packs(row)),
    )


def open_packs(row: AnyRow) -> Decimal:
    """Packs of a line that are still to come."""
    to_come: Decimal = row.packs - row.received_packs - row.short_packs
    return max(to_come, Decimal("0.000"))


def as_text(order: PurchaseOrderHeader, lines: Sequence[PurchaseOrderLine]) -> str:
    """The order as a letter of plain text."""
    told = [f"{plain(line.packs)} x {line.name} ({line.code})" for line in lines]
    note = [order.note] if order.note else []
    return "\r\n".join(
        [f"Order {order.number}", f"Wanted by {order.expected_on:%d-%m-%Y}", "", *told, *note]
    )


def plain(packs: str) -> str:
    """Packs without zeros nobody reads: "4.000" -> "4"."""
    return f"{Decimal(packs).normalize():f}"


def _mailto(row: AnyRow, lines: Sequence[PurchaseOrderLine]) -> str | None:
    if not row.supplier_email:
        return None
    subject = quote(f"Order {row.number}", safe="")
    body = quote(as_text(header_view(row), lines), safe="", errors="replace")
    return f"mailto:{quote(row.supplier_email, safe='@')}?subject={subject}&body={body}"


def _header(row: AnyRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "version": row.version,
        "number": row.number,
        "supplier_id": row.supplier_id,
        "supplier_name": row.supplier_name,
        "status": row.status,
        "note": row.note,
        "expected_on": row.expected_on,
        "net": format_rupees(row.net_paise),
        "tax": format_rupees(row.tax_paise),
        "total": format_rupees(row.total_paise),
        "created_by": row.created_by,
        "created_at": row.created_at,
    }
