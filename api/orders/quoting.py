"""What an order would cost: the same prices and taxes as placing it, and nothing written."""

from sqlalchemy import Connection

from api.discounts.views import applied_view, not_applied_view
from api.orders.drafting import price_request
from api.orders.schemas import Quote, QuoteLine, QuoteRequest
from chitrail.clock import now
from chitrail.money import format_rupees


def quote(connection: Connection, outlet_id: str, request: QuoteRequest) -> Quote:
    """Prices of dishes now. Raises InvalidInput, ItemUnavailable."""
    prices = price_request(connection, outlet_id, request, now())
    bill = prices.bill
    return Quote(
        currency=prices.outlet.currency,
        lines=[
            QuoteLine(
                item_id=line.item.id,
                item_code=line.item.code,
                item_name=line.name,
                quantity=line.request.quantity,
                unit_price=format_rupees(line.unit_price_paise),
                total=format_rupees(line.money.total_paise),
                discount=format_rupees(line.money.discount_paise),
                service_charge=format_rupees(line.money.service_charge_paise),
                cgst=format_rupees(line.money.cgst_paise),
                sgst=format_rupees(line.money.sgst_paise),
                modifiers=line.modifiers.shown,
            )
            for line in prices.lines
        ],
        applied=applied_view(prices.discounts),
        not_applied=not_applied_view(prices.discounts),
        subtotal=format_rupees(bill.subtotal_paise),
        discount=format_rupees(bill.discount_paise),
        service_charge=format_rupees(bill.service_charge_paise),
        tax_included=format_rupees(bill.tax_included_paise),
        cgst=format_rupees(bill.cgst_paise),
        sgst=format_rupees(bill.sgst_paise),
        round_off=format_rupees(bill.round_off_paise),
        total=format_rupees(bill.total_paise),
    )
