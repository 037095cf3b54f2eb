"""Discounts of an order: what it would get now, written down with it, and given back."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from api.discounts import queries
from api.discounts.cart import Cart, CartLine
from api.discounts.evaluation import evaluate
from api.discounts.offers import offered, shown_coupons
from api.discounts.outcome import NotApplied, Outcome
from api.outlets.service import trading_day


def cart_of(
    connection: Connection,
    order_type: str,
    lines: Iterable[tuple[UUID, UUID, int, int, datetime | None]],
    customer: str = "",
) -> Cart:
    """A cart of order lines, with what the menu knows of the items; leave out lines that are void.

    A line is its id, its item's id, unit price in paise, quantity, and when it was ordered: None for with
    the order.
    """
    rows = list(lines)
    known = queries.dishes(connection, {item for _, item, _, _, _ in rows})
    cart_lines = (
        CartLine(line, item, known[item].category_id, price, quantity, known[item].shown_name, at)
        for line, item, price, quantity, at in rows
    )
    return Cart(order_type, tuple(cart_lines), customer=customer)


def price_discounts(
    connection: Connection,
    outlet_id: str,
    cart: Cart,
    codes: Collection[str],
    at: datetime,
    *,
    order_id: UUID | None = None,
) -> Outcome:
    """What an outlet's promotions do to a cart at an aware instant; nothing is written.

    `codes` are coupons as the guest says them; one nobody knows is among `not_applied`. With `order_id`
    the promotions and coupons that order has stay as they were when it got them.
    """
    shown = frozenset(code.strip().upper() for code in codes)
    coupons = {}
    if shown:
        day = trading_day(connection, outlet_id, at)
        coupons = shown_coupons(
            connection, outlet_id, shown, customer=cart.customer, day=day, order_id=order_id
        )
    present = queries.discounts_of(connection, order_id) if order_id else ()
    held = {row.promotion_id: row.version for row in present}
    offers = offered(connection, outlet_id, coupons, held)
    zone = offers[0][1] if offers else "UTC"
    promotions = [promotion for promotion, _ in offers]
    outcome = evaluate(replace(cart, codes=shown), promotions, at, zone)
    told = {coupon.code for promotion in promotions for coupon in promotion.coupons}
    reasons = {coupon.code: coupon.problem for found in coupons.values() for coupon in found}
    strange = tuple(
        NotApplied(None, "", "", reasons.get(code, "there is no such coupon"), code)
        for code in sorted(shown - told)
    )
    return replace(outcome, not_applied=outcome.not_applied + strange)
