"""Shifts, movements and reports as the API shows them."""

from collections.abc import Sequence
from typing import Any

from api.drawers.queries import AT_CLOSING
from api.drawers.schemas import DrawerMovement, DrawerReport, DrawerShift
from api.models import AnyRow
from chitrail.money import format_rupees


def shift_view(row: AnyRow) -> DrawerShift:
    """A shift out of its row; what is expected in an open drawer is not in it."""
    return DrawerShift(**_fields(row))


def movement_view(row: AnyRow) -> DrawerMovement:
    """A movement out of its row."""
    return DrawerMovement(
        seq=row.seq,
        kind=row.kind,
        amount=format_rupees(row.amount_paise),
        reason=row.reason,
        actor=row.actor,
        actor_name=row.actor_name or row.actor,
        payment_id=row.payment_id,
        refund_id=row.refund_id,
        occurred_at=row.occurred_at,
    )


def report_view(row: AnyRow, movements: Sequence[AnyRow]) -> DrawerReport:
    """All cash of a shift, added up from its movements."""

    def of(kind: str) -> list[int]:
        return [abs(move.amount_paise) for move in movements if move.kind == kind]

    sales, refunds = of("SALE"), of("REFUND")
    pay_ins, pay_outs = of("PAY_IN"), of("PAY_OUT")
    expected = sum(move.amount_paise for move in movements if move.kind not in AT_CLOSING)
    return DrawerReport(
        **_fields(row),
        cash_sales_count=len(sales),
        cash_sales=format_rupees(sum(sales)),
        refunds_count=len(refunds),
        refunds=format_rupees(sum(refunds)),
        pay_ins_count=len(pay_ins),
        pay_ins=format_rupees(sum(pay_ins)),
        pay_outs_count=len(pay_outs),
        pay_outs=format_rupees(sum(pay_outs)),
        no_sale_count=len(of("NO_SALE")),
        expected=format_rupees(expected),
        movements=[movement_view(move) for move in movements],
    )


def _fields(row: AnyRow) -> dict[str, Any]:
    closed = row.closed_at is not None
    return {
        "id": row.id,
        "outlet_id": row.outlet_id,
        "drawer": row.drawer,
        "z_number": row.z_number,
        "business_date": row.business_date,
        "float_": format_rupees(row.float_paise),
        "opened_by": row.opened_by,
        "opened_by_name": row.opened_by_name or row.opened_by,
        "opened_at": row.opened_at,
        "closed_by": row.closed_by,
        "closed_by_name": row.closed_by_name or row.closed_by,
        "closed_at": row.closed_at,
        "counted": format_rupees(row.counted_paise) if closed else None,
        "over_short": format_rupees(row.counted_paise - row.expected_paise) if closed else None,
    }
