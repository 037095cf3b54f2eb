"""Days of trade with everything that marts tell apart, written into PostgreSQL by chance of a seed."""

import random
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from chitrail.ids import new_id
from tests.support.trade import Trade, noon


def busy_days(trade: Trade, first: date, days: int, seed: int = 7) -> None:
    """Orders with taxes, discounts, voids and tables; payments, refunds, drawers and the stock they take."""
    chance = random.Random(seed)
    items = [trade.item(f"dish-{number}") for number in range(4)]
    flour = trade.ingredient("flour")
    promotion = _promotion(trade)
    for day in (first + timedelta(days=number) for number in range(days)):
        for _ in range(6):
            order_id = _order(trade, chance, day, items)
            _paid(trade, chance, day, order_id, first)
            if chance.random() < 0.5:
                _discount(trade, chance, day, order_id, promotion)
            trade.stock(day, flour, "-12.5", "SALE", value_paise=f"-{chance.randint(1, 99999)}.125")
        for drawer in ("till-1", "till-2"):
            _shift(trade, chance, day, drawer)


def _order(trade: Trade, chance: random.Random, day: date, items: list[UUID]) -> UUID:
    order_id, status = new_id(), chance.choice(["COMPLETED", "COMPLETED", "CANCELLED", "READY"])
    included = chance.random() < 0.5
    lines = [_line(chance, chance.choice(items), number, included) for number in range(1, 4)]
    standing = [line for line in lines if not line["voided"]]
    sums = {
        name: sum(line[name] for line in standing)
        for name in ("total", "discount", "service", "included", "half")
    }
    total = sums["total"] - sums["discount"] + sums["service"] - sums["included"] + 2 * sums["half"]
    placed = noon(day) + timedelta(minutes=chance.randrange(-300, 600))
    trade._numbers += 1
    with trade.connection.transaction():
        trade.connection.execute(
            """INSERT INTO orders (id, outlet_id, number, business_date, order_type, table_label, status,
                   source, subtotal_paise, discount_paise, service_charge_paise, tax_included_paise,
                   cgst_paise, sgst_paise, total_paise, placed_at, completed_at, cancelled_at,
                   prices_include_tax)
               VALUES (%s, %s, %s, %s, %s, %s, %s, 'import:test', %s, %s, %s, %s, %s, %s, %s, %s, %s, %s,
                   %s)""",
            (
                *(order_id, trade.outlet_id, trade._numbers, day),
                chance.choice(["DINE_IN", "TAKEAWAY", "DELIVERY"]),
                chance.choice(["", "T1", "T2"]),
                *(status, sums["total"], sums["discount"], sums["service"], sums["included"]),
                *(sums["half"], sums["half"], total, placed),
                placed if status == "COMPLETED" else None,
                placed if status == "CANCELLED" else None,
                included,
            ),
        )
        for line in lines:
            trade.connection.execute(
                """INSERT INTO order_lines (id, order_id, outlet_id, line_no, item_id, item_code, item_name,
                       station, quantity, unit_price_paise, total_paise, discount_paise,
                       service_charge_paise, tax_included_paise, cgst_paise, sgst_paise, ingredients)
                   VALUES (%s, %s, %s, %s, %s, %s, 'Name', 'hot', %s, %s, %s, %s, %s, %s, %s, %s, %s)""",
                (
                    *(new_id(), order_id, trade.outlet_id, line["number"], line["item"]),
                    *(
                        f"code-{chance.randrange(9)}",
                        line["quantity"],
                        line["price"],
                        line["total"],
                    ),
                    *(line["discount"], line["service"], line["included"], line["half"]),
                    *(line["half"], Jsonb([])),
                ),
            )
        trade.connection.execute(
            """UPDATE order_lines SET voided_at = now(), void_reason = 'spilt'
               WHERE order_id = %s AND line_no = ANY(%s)""",
            (order_id, [line["number"] for line in lines if line["voided"]]),
        )
    return order_id


def _line(chance: random.Random, item: UUID, number: int, included: bool) -> dict[str, Any]:
    quantity, price = chance.randint(1, 5), chance.randint(1_000, 99_999)
    half = chance.randint(0, 300)
    return {
        "number": number,
        "item": item,
        "quantity": quantity,
        "price": price,
        "total": quantity * price,
        "discount": chance.choice([0, 333]),
        "service": chance.choice([0, 101]),
        "half": half,
        "included": 2 * half if included else 0,
        "voided": number > 1 and chance.random() < 0.2,
    }


def _paid(trade: Trade, chance: random.Random, day: date, order_id: UUID, first: date) -> None:
    payment = trade.payment(
        day,
        order_id,
        chance.randint(1, 999_999),
        method=chance.choice(["CASH", "UPI", None]),
        status=chance.choice(["COMPLETED", "COMPLETED", "FAILED", "PENDING"]),
    )
    if chance.random() < 0.3:
        trade.refund(first + timedelta(days=chance.randrange(9)), payment, order_id, 77)


def _promotion(trade: Trade) -> UUID:
    promotion_id = new_id()
    trade.connection.execute(
        "INSERT INTO promotions (id, outlet_id, code) VALUES (%s, %s, 'lunch')",
        (promotion_id, trade.outlet_id),
    )
    trade.connection.execute(
        """INSERT INTO promotion_versions (promotion_id, version, name, kind, percent_bp, order_types,
                   created_by, created_at)
               VALUES (%s, 1, 'Lunch', 'PERCENT', 1000, '{DINE_IN}', 'boss', now())""",
        (promotion_id,),
    )
    return promotion_id


def _discount(
    trade: Trade, chance: random.Random, day: date, order_id: UUID, promotion: UUID
) -> None:
    trade.connection.execute(
        """INSERT INTO order_discounts (id, order_id, outlet_id, position, promotion_id, version, coupon_code,
               code, name, explanation, amount_paise, business_date, applied_at, released_at)
           VALUES (%s, %s, %s, 1, %s, 1, %s, 'lunch', 'Lunch', 'ten per cent', %s, %s, %s, %s)""",
        (
            *(new_id(), order_id, trade.outlet_id, promotion, chance.choice(["", "TEN"])),
            *(chance.randint(1, 9_999), day, noon(day), chance.choice([None, None, noon(day)])),
        ),
    )


def _shift(trade: Trade, chance: random.Random, day: date, drawer: str) -> None:
    """A shift that was closed with a difference."""
    expected = chance.randint(10_000, 99_999)
    trade.connection.execute(
        """INSERT INTO drawer_shifts (id, outlet_id, drawer, z_number, business_date, float_paise, opened_by,
               opened_at, counted_paise, expected_paise, closed_by, closed_at)
           VALUES (%s, %s, %s, %s, %s, 5000, 'asha', %s, %s, %s, 'asha', %s)""",
        (
            *(new_id(), trade.outlet_id, drawer, day.toordinal(), day, noon(day)),
            *(expected + chance.randint(-500, 500), expected, noon(day) + timedelta(hours=8)),
        ),
    )
