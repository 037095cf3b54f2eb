"""Weeks of plausible past trade, drawn from a seed per day: the same day is always the same."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

from api.importing.history import COMPLETED, Line, Order, Payment
from api.orders.pricing import Sale, Terms, add_up, price_lines
from api.seeding.restaurant import Dish, Restaurant
from chitrail.money import parse_rupees

ORDERS_A_DAY = 80
BY_WEEKDAY = (0.80, 0.82, 0.88, 0.95, 1.15, 1.40, 1.32)
"""Monday to Sunday."""
NOISE = 0.07
TAX_RATE_BP = 500
HOURS = {
    8: 3,
    9: 4,
    10: 3,
    11: 3,
    12: 9,
    13: 14,
    14: 9,
    15: 3,
    16: 3,
    17: 4,
    18: 6,
    19: 11,
    20: 14,
    21: 10,
    22: 4,
}
"""Share of the day's orders by local hour."""
ORDER_TYPES = {"DINE_IN": 6, "TAKEAWAY": 2, "DELIVERY": 2}
METHODS = {"RAZORPAY": 57, "CASH": 38, "CARD": 5}
LINES = {1: 20, 2: 35, 3: 28, 4: 17}
TABLES = 14


def trade(restaurant: Restaurant, days: list[date]) -> Iterator[Order]:
    """Orders of these business days, each day in the order of its hours."""
    for day in days:
        yield from _day(restaurant, day)


def _day(restaurant: Restaurant, day: date) -> list[Order]:
    random = Random(f"{restaurant.outlet.code} {day}")  # noqa: S311 - repeatable, not secret
    zone, dishes = ZoneInfo(restaurant.outlet.zone), restaurant.dishes
    weights = list(accumulate(dish.popularity for dish in dishes))
    expected = ORDERS_A_DAY * BY_WEEKDAY[day.weekday()]
    count = round(expected * random.gauss(1, NOISE))
    hours = random.choices(list(HOURS), list(HOURS.values()), k=count)
    times = sorted(time(hour, random.randrange(60), random.randrange(60)) for hour in hours)
    return [
        _order(f"{day}-{number}", day, datetime.combine(day, at, zone), random, dishes, weights)
        for number, at in enumerate(times, start=1)
    ]


def _order(
    external_id: str,
    day: date,
    placed_at: datetime,
    random: Random,
    dishes: list[Dish],
    weights: list[int],
) -> Order:
    (count,) = random.choices(list(LINES), list(LINES.values()))
    (order_type,) = random.choices(list(ORDER_TYPES), list(ORDER_TYPES.values()))
    (method,) = random.choices(list(METHODS), list(METHODS.values()))
    chosen = {dish.code: dish for dish in random.choices(dishes, cum_weights=weights, k=count)}
    lines = [
        Line(dish.code, random.choices((1, 2, 3), (70, 24, 6))[0], parse_rupees(dish.price))
        for dish in chosen.values()
    ]
    sales = [Sale(line.unit_price_paise, line.quantity, TAX_RATE_BP) for line in lines]
    bill = add_up(price_lines(sales, Terms()))
    at = placed_at.astimezone(UTC)
    paid_at = at + timedelta(minutes=random.randint(15, 70))
    return Order(
        external_id=external_id,
        placed_at=at,
        business_date=day,
        status=COMPLETED,
        order_type=order_type,
        lines=lines,
        payments=[Payment("1", method, bill.total_paise, paid_at)],
        table_label=f"T{random.randint(1, TABLES)}" if order_type == "DINE_IN" else "",
        tax_paise=bill.cgst_paise + bill.sgst_paise,
        round_off_paise=bill.round_off_paise,
    )
