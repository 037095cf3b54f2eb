"""Orders as the API shows them: from a draft that is being placed, or from rows."""

from collections.abc import Sequence
from typing import Any

from api.models import AnyRow
from api.orders.draft import UNNUMBERED, Draft, DraftLine
from api.orders.modifying import LineModifiers
from api.orders.schemas import AppliedDiscount, Order, OrderLine, OrderTicket
from chitrail.money import format_rupees


def from_draft(draft: Draft, placed_by: Any) -> Order:
    """The order a draft becomes, numbered UNNUMBERED."""
    return Order(
        id=draft.id,
        outlet_id=draft.outlet_id,
        number=UNNUMBERED,
        business_date=draft.business_date,
        order_type=draft.request.order_type,
        table_label=draft.request.table_label,
        status="PLACED",
        currency=draft.currency,
        subtotal=format_rupees(draft.bill.subtotal_paise),
        discount=format_rupees(draft.bill.discount_paise),
        service_charge=format_rupees(draft.bill.service_charge_paise),
        tax_included=format_rupees(draft.bill.tax_included_paise),
        cgst=format_rupees(draft.bill.cgst_paise),
        sgst=format_rupees(draft.bill.sgst_paise),
        round_off=format_rupees(draft.bill.round_off_paise),
        total=format_rupees(draft.bill.total_paise),
        settled=format_rupees(0),
        refunded=format_rupees(0),
        due=format_rupees(draft.bill.total_paise),
        note=draft.request.note,
        guests=draft.request.guests,
        promised_at=draft.request.promised_at,
        rushed_at=None,
        cancel_reason="",
        version=1,
        placed_by=placed_by,
        placed_at=draft.placed_at,
        completed_at=None,
        cancelled_at=None,
        coupon_codes=draft.request.coupon_codes,
        customer=draft.request.customer,
        discounts=[
            AppliedDiscount(
                promotion_id=done.promotion_id,
                name=done.name,
                coupon_code=done.coupon_code,
                amount=format_rupees(done.amount_paise),
                explanation=done.explanation,
            )
            for done in draft.discounts.applied
        ],
        lines=[_drafted_line(line) for line in draft.lines],
        tickets=[
            OrderTicket(
                id=ticket.id,
                station=ticket.station,
                round=1,
                course=ticket.course,
                status=ticket.status,
                version=1,
                fired_at=None if ticket.held else draft.placed_at,
            )
            for ticket in draft.tickets.values()
        ],
    )


def from_rows(
    row: AnyRow,
    lines: Sequence[AnyRow],
    tickets: Sequence[AnyRow],
    discounts: Sequence[AppliedDiscount],
) -> Order:
    """An order out of its rows."""
    return Order(
        id=row.id,
        outlet_id=row.outlet_id,
        number=row.number,
        business_date=row.business_date,
        order_type=row.order_type,
        table_label=row.table_label,
        status=row.status,
        currency=row.currency,
        subtotal=format_rupees(row.subtotal_paise),
        discount=format_rupees(row.discount_paise),
        service_charge=format_rupees(row.service_charge_paise),
        tax_included=format_rupees(row.tax_included_paise),
        cgst=format_rupees(row.cgst_paise),
        sgst=format_rupees(row.sgst_paise),
        round_off=format_rupees(row.round_off_paise),
        total=format_rupees(row.total_paise),
        settled=format_rupees(row.settled_paise),
        refunded=format_rupees(row.refunded_paise),
        due=format_rupees(due_paise(row)),
        note=row.note,
        guests=row.guests,
        promised_at=row.promised_at,
        rushed_at=row.rushed_at,
        cancel_reason=row.cancel_reason,
        version=row.version,
        placed_by=row.placed_by,
        placed_at=row.placed_at,
        completed_at=row.completed_at,
        cancelled_at=row.cancelled_at,
        coupon_codes=row.coupon_codes,
        customer=row.customer,
        discounts=list(discounts),
        lines=[_line(line) for line in lines],
        tickets=[
            OrderTicket(
                id=ticket.id,
                station=ticket.station,
                round=ticket.round,
                course=ticket.course,
                status=ticket.status,
                version=ticket.version,
                fired_at=ticket.fired_at,
            )
            for ticket in tickets
        ],
    )


def due_paise(row: AnyRow) -> int:
    """What is left to pay of an order's row; nothing once it is cancelled."""
    return 0 if row.status == "CANCELLED" else int(row.total_paise - row.settled_paise)


def _drafted_line(line: DraftLine) -> OrderLine:
    return OrderLine(
        id=line.id,
        line_no=line.line_no,
        item_id=line.item.id,
        item_code=line.item.code,
        item_name=line.name,
        station=line.item.station,
        quantity=line.request.quantity,
        unit_price=format_rupees(line.unit_price_paise),
        total=format_rupees(line.money.total_paise),
        discount=format_rupees(line.money.discount_paise),
        service_charge=format_rupees(line.money.service_charge_paise),
        cgst=format_rupees(line.money.cgst_paise),
        sgst=format_rupees(line.money.sgst_paise),
        note=line.request.note,
        voided=False,
        void_reason="",
        modifiers=line.modifiers.shown,
        combo_id=line.combo_id,
        combo_name=line.combo_name,
        seat=line.request.seat,
        course=line.course,
    )


def _line(row: AnyRow) -> OrderLine:
    return OrderLine(
        id=row.id,
        line_no=row.line_no,
        item_id=row.item_id,
        item_code=row.item_code,
        item_name=row.item_name,
        station=row.station,
        quantity=row.quantity,
        unit_price=format_rupees(row.unit_price_paise),
        total=format_rupees(row.total_paise),
        discount=format_rupees(row.discount_paise),
        service_charge=format_rupees(row.service_charge_paise),
        cgst=format_rupees(row.cgst_paise),
        sgst=format_rupees(row.sgst_paise),
        note=row.note,
        voided=row.voided_at is not None,
        void_reason=row.void_reason,
        modifiers=LineModifiers.of(row).shown,
        combo_id=row.combo_id,
        combo_name=row.combo_name,
        seat=row.seat,
        course=row.course,
    )
