"""What discounts take off the lines of an order, for orders that are placed, quoted or changed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from api.discounts.cart import Cart, CartLine
from api.discounts.outcome import Outcome
from api.discounts.service import cart_of, price_discounts
from api.orders.change import OrderChange
from api.orders.draft import ChosenLine
from api.orders.schemas import QuoteRequest
from chitrail.errors import InvalidInput


def discounts_of_request(
    connection: Connection,
    outlet_id: str,
    request: QuoteRequest,
    lines: Sequence[ChosenLine],
    at: datetime,
) -> Outcome:
    """What an order that is not placed yet would get; reads nothing when there is nothing to get."""
    cart = Cart(
        request.order_type,
        tuple(
            CartLine(
                line.id,
                line.item.id,
                line.item.category_id,
                line.unit_price_paise,
                line.request.quantity,
                line.name,
            )
            for line in lines
        ),
        customer=request.customer,
    )
    if not request.coupon_codes and not any(line.item.has_promotions for line in lines):
        return Outcome(cart.subtotal_paise, {}, (), (), request.customer)
    return price_discounts(connection, outlet_id, cart, request.coupon_codes, at)


def discounts_of_change(change: OrderChange, codes: Sequence[str]) -> Outcome:
    """What an open order gets: happy hours by when each dish was ordered, the rest by when it was placed."""
    row = change.row
    lines = [
        (line.id, line.item_id, line.unit_price_paise, line.quantity, line.ordered_at)
        for line in change.standing_lines
    ]
    cart = cart_of(change.connection, row.order_type, lines, row.customer)
    return price_discounts(
        change.connection, row.outlet_id, cart, codes, row.placed_at, order_id=row.id
    )


def refuse_unusable(outcome: Outcome, codes: Sequence[str]) -> None:
    """Raises InvalidInput for a coupon that was shown and cannot be used, with the reason.

    One that could be used, but gives less than what does not go with it, is no fault.
    """
    places = {code.strip().upper(): place for place, code in enumerate(codes)}
    for other in outcome.not_applied:
        if other.coupon_code and not other.beaten:
            place = places[other.coupon_code]
            raise InvalidInput(
                f"{other.coupon_code}: {other.reason}", field=f"coupon_codes/{place}"
            )
