"""Settlements, lines and exceptions as the API shows them."""

from api.models import AnyRow
from api.settlements.schemas import Settlement, SettlementException, SettlementLine
from chitrail.money import format_rupees


def settlement_view(row: AnyRow) -> Settlement:
    """A settlement out of its row, with what the caller may see of its lines."""
    return Settlement(
        id=row.id,
        status=row.status,
        amount=format_rupees(row.amount_paise),
        fees=format_rupees(row.fees_paise),
        tax=format_rupees(row.tax_paise),
        utr=row.utr,
        settled_at=row.settled_at,
        lines=row.lines,
        net=format_rupees(int(row.net_paise)),
    )


def line_view(row: AnyRow) -> SettlementLine:
    """A line out of its row."""
    return SettlementLine(
        settlement_id=row.settlement_id,
        entity_id=row.entity_id,
        type=row.type,
        outlet_id=row.outlet_id,
        order_id=row.order_id,
        payment_id=row.payment_id,
        refund_id=row.refund_id,
        razorpay_payment_id=row.razorpay_payment_id,
        razorpay_order_id=row.razorpay_order_id,
        currency=row.currency,
        amount=format_rupees(row.amount_paise),
        credit=format_rupees(row.credit_paise),
        debit=format_rupees(row.debit_paise),
        fee=format_rupees(row.fee_paise),
        tax=format_rupees(row.tax_paise),
        method=row.method,
        utr=row.utr,
        entity_created_at=row.entity_created_at,
        settled_at=row.settled_at,
        business_date=row.business_date,
        source=row.source,
    )


def exception_view(row: AnyRow) -> SettlementException:
    """An exception out of its row."""
    return SettlementException(
        id=row.id,
        kind=row.kind,
        subject=row.subject,
        settlement_id=row.settlement_id,
        outlet_id=row.outlet_id,
        payment_id=row.payment_id,
        refund_id=row.refund_id,
        expected=row.expected,
        found=row.found,
        first_seen_at=row.first_seen_at,
        resolved_at=row.resolved_at,
        resolved_by=row.resolved_by,
        note=row.note,
    )
