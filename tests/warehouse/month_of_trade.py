"""A month of a small restaurant: what happened, as plain Python, and the same in PostgreSQL."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from chitrail.ids import new_id
from tests.support.trade import Trade

FIRST = date(2026, 10, 1)
DAYS = 31
MENU = {
    "dal": 18_000,
    "naan": 4_000,
    "paneer": 26_000,
    "thali": 32_000,
    "kheer": 9_000,
    "chai": 2_000,
}
NEVER_SOLD = "lassi"
GRAMS = {
    "dal": ("rice", "120", "listed"),
    "naan": ("flour", "80", "assumed"),
    "kheer": ("rice", "40", "assumed"),
}


@dataclass
class Sale:
    """An order with its lines, payments and refunds; money in paise."""

    number: int
    day: date
    hour: int
    kind: str
    status: str
    minutes: int
    lines: list[tuple[str, int, int]]
    payments: list[tuple[str, str, int]] = field(default_factory=list)
    refund: tuple[date, int] | None = None

    @property
    def total(self) -> int:
        return sum(quantity * price for _, quantity, price in self.lines)

    @property
    def done(self) -> bool:
        return self.status == "COMPLETED"


def month() -> list[Sale]:
    """The same every time."""
    chance = random.Random(2026)
    sales, number = [], 0
    for offset in range(DAYS):
        day = FIRST + timedelta(days=offset)
        for _ in range(chance.randint(3, 8)):
            number += 1
            sales.append(_sale(chance, number, day))
    return sales


def _sale(chance: random.Random, number: int, day: date) -> Sale:
    dearer = 1_000 if day >= FIRST + timedelta(days=15) else 0
    codes = chance.sample(sorted(MENU), chance.randint(1, 3))
    sale = Sale(
        number=number,
        day=day,
        hour=chance.choice((12, 13, 19, 20, 20, 21)),
        kind=chance.choice(("DINE_IN", "DINE_IN", "TAKEAWAY", "DELIVERY")),
        status="CANCELLED" if chance.random() < 0.08 else "COMPLETED",
        minutes=chance.randint(10, 75),
        lines=[
            (code, chance.randint(1, 4), MENU[code] + dearer * (code == "dal"))
            for code in codes
            if code != "chai" or day < FIRST + timedelta(days=20)
        ],
    )
    if not sale.lines:
        sale.lines = [("naan", 1, MENU["naan"])]
    if sale.done and chance.random() > 0.04:
        method = chance.choice(("CASH", "RAZORPAY", "RAZORPAY"))
        if method == "RAZORPAY" and chance.random() < 0.2:
            sale.payments.append((method, "FAILED", sale.total))
        if chance.random() < 0.1:
            back = chance.randint(1, sale.total // 100) * 100
            sale.refund = (day + timedelta(days=chance.choice((0, 0, 2, 5))), back)
        state = "PARTIALLY_REFUNDED" if sale.refund else "COMPLETED"
        sale.payments.append((method, state, sale.total))
    return sale


def put(trade: Trade, sales: list[Sale]) -> None:
    """Everything into PostgreSQL."""
    items = {code: trade.item(code, price) for code, price in MENU.items()}
    trade.item(NEVER_SOLD)
    ingredients = {code: trade.ingredient(code) for code in ("rice", "flour")}
    recipes = {
        code: trade.recipe(items[code], {ingredients[name]: (grams, basis)})
        for code, (name, grams, basis) in GRAMS.items()
    }
    with trade.connection.transaction():
        for sale in sales:
            _put_sale(trade, sale, items, recipes)


def _put_sale(trade: Trade, sale: Sale, items: dict[str, UUID], recipes: dict[str, UUID]) -> None:
    order_id = new_id()
    placed = datetime(sale.day.year, sale.day.month, sale.day.day, sale.hour, tzinfo=UTC)
    placed -= timedelta(hours=5, minutes=30)
    ended = placed + timedelta(minutes=sale.minutes)
    trade.connection.execute(
        """INSERT INTO orders (id, outlet_id, number, business_date, order_type, status, source,
               subtotal_paise, total_paise, settled_paise, placed_at, completed_at, cancelled_at)
           VALUES (%s, %s, %s, %s, %s, %s, 'import:test', %s, %s, 0, %s, %s, %s)""",
        (
            *(order_id, trade.outlet_id, sale.number, sale.day, sale.kind, sale.status),
            *(sale.total, sale.total, placed, ended if sale.done else None),
            None if sale.done else ended,
        ),
    )
    for number, (code, quantity, price) in enumerate(sale.lines, 1):
        trade.connection.execute(
            """INSERT INTO order_lines (id, order_id, outlet_id, line_no, item_id, item_code, item_name,
                   station, quantity, unit_price_paise, total_paise, recipe_id)
               VALUES (%s, %s, %s, %s, %s, %s, %s, 'hot', %s, %s, %s, %s)""",
            (
                *(new_id(), order_id, trade.outlet_id, number, items[code], code, code.title()),
                *(quantity, price, quantity * price, recipes.get(code)),
            ),
        )
    for method, status, amount in sale.payments:
        payment = trade.payment(sale.day, order_id, amount, method=method, status=status)
    if sale.refund:
        trade.refund(sale.refund[0], payment, order_id, sale.refund[1])


def rupees(paise: int) -> Decimal:
    return Decimal(paise) / 100
