"""From a request to prices: items off the menu, discounts, service charge and taxes, as of now."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from api.discounts.outcome import Outcome
from api.menu.queries import OrderedItem, ordered_items
from api.orders.combos import asked_items
from api.orders.discounting import discounts_of_request, refuse_unusable
from api.orders.draft import Draft, DraftLine, choose, priced, terms_of, tickets_for
from api.orders.pricing import Bill, Terms, add_up
from api.orders.schemas import OrderRequest, QuoteRequest
from chitrail.clock import business_date, now
from chitrail.ids import new_id


@dataclass(frozen=True)
class Prices:
    """Dishes with their money; `outlet` is any item, for what it knows of its outlet."""

    lines: list[DraftLine]
    terms: Terms
    discounts: Outcome
    bill: Bill
    outlet: OrderedItem


def price_request(
    connection: Connection, outlet_id: str, request: QuoteRequest, at: datetime
) -> Prices:
    """What dishes cost at an instant. Raises InvalidInput, ItemUnavailable."""
    rows = ordered_items(connection, outlet_id, *asked_items(request.lines))
    chosen = choose(request.lines, rows)
    terms = terms_of(rows[0], request.order_type)
    outcome = discounts_of_request(connection, outlet_id, request, chosen, at)
    lines = priced(chosen, outcome.line_paise, terms)
    return Prices(lines, terms, outcome, add_up([line.money for line in lines]), rows[0])


def draft_order(connection: Connection, outlet_id: str, request: OrderRequest) -> Draft:
    """What the order would be now.

    Raises InvalidInput, also for a coupon that cannot be used; ItemUnavailable.
    """
    placed_at = now()
    prices = price_request(connection, outlet_id, request, placed_at)
    refuse_unusable(prices.discounts, request.coupon_codes)
    outlet = prices.outlet
    return Draft(
        id=request.id or new_id(),
        outlet_id=outlet_id,
        request=request,
        business_date=business_date(placed_at, outlet.zone, outlet.cutover_hour),
        placed_at=placed_at,
        currency=outlet.currency,
        lines=prices.lines,
        tickets=tickets_for(prices.lines),
        terms=prices.terms,
        discounts=prices.discounts,
        bill=prices.bill,
    )
