"""What an order would cost: the same prices and taxes as placing it, and nothing written."""

from sqlalchemy import Connection

from api.menu.queries import ordered_items
from api.orders.draft import bill_for, choose
from api.orders.schemas import Quote, QuoteLine, QuoteRequest
from chitrail.money import format_rupees


def quote(connection: Connection, outlet_id: str, request: QuoteRequest) -> Quote:
    """Prices of dishes now. Raises InvalidInput, ItemUnavailable."""
    ids = [line.item_id for line in request.lines if line.item_id is not None]
    codes = [line.item_code for line in request.lines if line.item_code is not None]
    rows = ordered_items(connection, outlet_id, ids, codes)
    lines = choose(request.lines, rows)
    bill = bill_for(lines)
    return Quote(
        currency=rows[0].currency,
        lines=[
            QuoteLine(
                item_id=line.item.id,
                item_code=line.item.code,
                item_name=line.name,
                quantity=line.request.quantity,
                unit_price=format_rupees(line.unit_price_paise),
                total=format_rupees(line.money.total_paise),
                cgst=format_rupees(line.money.cgst_paise),
                sgst=format_rupees(line.money.sgst_paise),
                modifiers=line.modifiers.shown,
            )
            for line in lines
        ],
        subtotal=format_rupees(bill.subtotal_paise),
        cgst=format_rupees(bill.cgst_paise),
        sgst=format_rupees(bill.sgst_paise),
        round_off=format_rupees(bill.round_off_paise),
        total=format_rupees(bill.total_paise),
    )
