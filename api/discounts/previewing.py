"""What discounts would do to an order that is not placed."""

from sqlalchemy import Connection

from api.discounts import queries
from api.discounts.cart import Cart, CartLine
from api.discounts.schemas import Preview, PreviewRequest
from api.discounts.service import price_discounts
from api.discounts.views import preview_view
from chitrail.clock import now
from chitrail.errors import InvalidInput
from chitrail.ids import new_id
from chitrail.money import MAX_PAISE, format_rupees


def preview(connection: Connection, outlet_id: str, request: PreviewRequest) -> Preview:
    """The outcome of dishes at their prices now. Raises InvalidInput naming the line at fault."""
    ids = {line.item_id for line in request.lines if line.item_id is not None}
    codes = {line.item_code for line in request.lines if line.item_code is not None}
    rows = queries.menu_dishes(connection, outlet_id, ids, codes)
    by_id, by_code = {row.id: row for row in rows}, {row.code: row for row in rows}
    lines, shown = [], []
    for place, asked in enumerate(request.lines):
        named = "item_code" if asked.item_id is None else "item_id"
        dish = by_code.get(asked.item_code) if asked.item_id is None else by_id.get(asked.item_id)
        if dish is None or asked.item_code not in (None, dish.code):
            raise InvalidInput("the menu has no such item", field=f"lines/{place}/{named}")
        lines.append(
            CartLine(
                new_id(),
                dish.id,
                dish.category_id,
                dish.price_paise,
                asked.quantity,
                dish.shown_name,
            )
        )
        shown.append(dish.code)
    cart = Cart(request.order_type, tuple(lines), customer=request.customer)
    if cart.subtotal_paise > MAX_PAISE:
        raise InvalidInput(f"an order may cost at most {format_rupees(MAX_PAISE)}", field="lines")
    outcome = price_discounts(connection, outlet_id, cart, request.coupon_codes, now())
    return preview_view(cart, shown, outcome)
