"""Payments and refunds as the API shows them."""

from typing import Any

from api.models import AnyRow
from api.payments.schemas import Payment, Refund
from chitrail.money import format_rupees


def payment_fields(row: AnyRow) -> dict[str, Any]:
    """Fields of a payment's row by their names in the API."""
    return {
        "id": row.id,
        "order_id": row.order_id,
        "outlet_id": row.outlet_id,
        "business_date": row.business_date,
        "amount": format_rupees(row.amount_paise),
        "currency": row.currency,
        "payment_method": row.payment_method,
        "status": row.status,
        "razorpay_order_id": row.razorpay_order_id,
        "razorpay_payment_id": row.razorpay_payment_id,
        "confirmed_by": row.confirmed_by,
        "confirmed_at": row.confirmed_at,
        "tendered": _optional(row.tendered_paise),
        "change": _optional(row.change_paise),
        "applied": format_rupees(row.applied_paise),
        "tip": format_rupees(row.tip_paise),
        "rounding": format_rupees(row.rounding_paise),
        "surplus": format_rupees(row.surplus_paise),
        "refunded": format_rupees(row.refunded_paise),
        "part_id": row.part_id,
        "shift_id": row.shift_id,
        "duplicate_of": row.duplicate_of,
        "gateway_method": row.gateway_method,
        "razorpay_qr_id": row.razorpay_qr_id,
        "qr_image_url": row.qr_image_url,
        "upi_intent": row.upi_intent,
        "failure_reason": row.failure_reason,
        "version": row.version,
        "created_at": row.created_at,
        "completed_at": row.completed_at,
    }


def payment_view(row: AnyRow) -> Payment:
    """A payment out of its row."""
    return Payment(**payment_fields(row))


def refund_view(row: AnyRow) -> Refund:
    """A refund out of its row."""
    return Refund(
        id=row.id,
        payment_id=row.payment_id,
        order_id=row.order_id,
        outlet_id=row.outlet_id,
        business_date=row.business_date,
        amount=format_rupees(row.amount_paise),
        sale=format_rupees(row.sale_paise),
        tip=format_rupees(row.tip_paise),
        rounding=format_rupees(row.rounding_paise),
        surplus=format_rupees(row.surplus_paise),
        status=row.status,
        reason=row.reason,
        last_error=row.last_error,
        razorpay_refund_id=row.razorpay_refund_id,
        requested_by=row.requested_by,
        created_at=row.created_at,
        processed_at=row.processed_at,
    )


def _optional(paise: int | None) -> str | None:
    return None if paise is None else format_rupees(paise)
