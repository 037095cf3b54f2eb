"""How ingredients are bought, how late suppliers come, and what a month was like, out of PostgreSQL."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from chitrail.clock import now
from chitrail.ids import new_id
from chitrail.reordering.policies import Choices
from pipelines.forecasting.tables import write_plans
from tests.support.trade import ZONE, Trade
from warehouse.past_month import past_month
from warehouse.supplies import supplies

TODAY = datetime.now(UTC).date()
LATE = [0, 0, 1, 0, 3]
"""Days by which five deliveries came later than promised."""


def supplier(trade: Trade, code: str, **columns: object) -> UUID:
    known = {"id": new_id(), "outlet_id": trade.outlet_id, "code": code, "name": code, **columns}
    return insert(trade, "suppliers", known)


def sells(trade: Trade, of: UUID, ingredient: UUID, pack: int, price: int, **more: object) -> UUID:
    item = {
        "id": new_id(),
        "outlet_id": trade.outlet_id,
        "supplier_id": of,
        "ingredient_id": ingredient,
        "code": str(new_id()),
        "name": "Sack",
        "pack_size": pack,
        **more,
    }
    insert(trade, "supplier_items", item)
    price_row = {"id": new_id(), "supplier_item_id": item["id"], "price_paise": price}
    price_row |= {"valid_from": date(2020, 1, 1), "recorded_by": "x", "recorded_at": now()}
    insert(trade, "supplier_prices", price_row)
    return UUID(str(item["id"]))


def ordered(trade: Trade, of: UUID, item: UUID, ingredient: UUID, sent: date, late: int) -> None:
    """An order of 4 sacks that was promised for two days later and came `late`."""
    expected = sent + timedelta(days=2)
    order = {
        "id": new_id(),
        "outlet_id": trade.outlet_id,
        "supplier_id": of,
        "number": str(new_id()),
        "status": "RECEIVED",
        "expected_on": expected,
        "net_paise": 400,
        "tax_paise": 0,
        "total_paise": 400,
        "created_by": "x",
        "created_at": noon(sent),
        "approved_at": noon(sent),
        "sent_at": noon(sent),
    }
    insert(trade, "purchase_orders", order)
    line = {
        "id": new_id(),
        "order_id": order["id"],
        "position": 0,
        "supplier_item_id": item,
        "ingredient_id": ingredient,
        "code": "S",
        "name": "Sack",
        "pack_size": 500,
        "price_paise": 100,
        "tax_rate_bp": 0,
        "packs": 4,
        "net_paise": 400,
        "tax_paise": 0,
        "expected_on": expected,
        "source": "REORDER",
        "received_packs": 4,
        "most_packs": 4,
    }
    insert(trade, "purchase_order_lines", line)
    came = expected + timedelta(days=late)
    receipt = {
        "id": new_id(),
        "outlet_id": trade.outlet_id,
        "order_id": order["id"],
        "supplier_id": of,
        "number": str(new_id()),
        "business_date": came,
        "document_id": new_id(),
        "ordered_paise": 400,
        "net_paise": 400,
        "tax_paise": 0,
        "total_paise": 400,
        "refused_paise": 0,
        "received_by": "x",
        "received_at": noon(came),
    }
    insert(trade, "goods_receipts", receipt)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), ZoneInfo(ZONE))


def insert(trade: Trade, table: str, row: dict[str, object]) -> UUID:
    names, marks = ", ".join(row), ", ".join(["%s"] * len(row))
    # The database's own guards are off: orders of the past are written as they ended.
    query = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - the test's own names
    with trade.connection.transaction():
        trade.connection.execute("SET LOCAL session_replication_role = replica")
        trade.connection.execute(query, list(row.values()))
    return UUID(str(row["id"]))


def test_the_preferred_item_then_the_cheapest_and_what_it_earns(trade, warehouse):
    flour, salt = trade.ingredient("flour"), trade.ingredient("salt")
    trade.connection.execute(
        "UPDATE ingredients SET shelf_life_days = 9, service_percent = 80 WHERE id = %s", (salt,)
    )
    dear = supplier(trade, "dear", lead_time_days=3, minimum_order_paise=50_000, review_days=4)
    cheap = supplier(trade, "cheap", delivery_weekdays=[1, 5])
    retired = supplier(trade, "retired", retired_at=now())
    sells(trade, retired, flour, 1000, 1)
    preferred = sells(trade, dear, flour, 500, 4000, preferred=True)
    sells(trade, cheap, flour, 500, 3000)
    sells(trade, dear, salt, 1000, 9000)
    cheapest = sells(trade, cheap, salt, 500, 3000, packs_multiple="0.5", minimum_packs=2)
    recipe = trade.recipe(
        naan := trade.item("naan"), {flour: ("80", "listed"), salt: ("2", "listed")}
    )
    trade.order(TODAY - timedelta(days=1), naan, 2, price_paise=5_000, recipe_id=recipe)
    warehouse.update()
    with warehouse.open() as connection:
        found = {supply.code: supply for supply in supplies(connection, trade.outlet_id)}
    first, second = found["flour"], found["salt"]
    assert (first.supplier_item_id, first.price, first.review_days) == (
        str(preferred),
        Decimal("40.00"),
        4,
    )
    assert (second.supplier_item_id, second.rhythm.weekdays) == (str(cheapest), (1, 5))
    assert (second.pack.multiple, second.pack.minimum) == (Decimal("0.5"), 2)
    assert (second.shelf_life_days, second.service_percent) == (9, 80)
    assert first.unit_cost == Decimal("0.08")
    assert first.margin == Decimal("0.625000"), "100 rupees of 160 g, as nobody told what it cost"


def test_late_deliveries_are_measured_from_five_on(trade, warehouse):
    flour = trade.ingredient("flour")
    mill = supplier(trade, "mill", lead_time_days=2, lead_spread_days="0.5")
    item = sells(trade, mill, flour, 500, 4000)
    for place, late in enumerate(LATE[:4]):
        ordered(trade, mill, item, flour, TODAY - timedelta(days=30 - place), late)
    told = (
        "SELECT deliveries, ordered_to_came, late_days, spread_days, is_measured FROM dim_supplier"
    )
    warehouse.update()
    assert warehouse.rows(told) == [(4, Decimal("2.25"), 0, Decimal("0.50"), False)]
    ordered(trade, mill, item, flour, TODAY - timedelta(days=20), LATE[4])
    ordered(trade, mill, item, flour, TODAY - timedelta(days=300), 9)  # too long ago to count
    warehouse.update()
    assert warehouse.rows(told) == [(5, Decimal("2.80"), Decimal("0.80"), Decimal("1.30"), True)]


def test_the_month_as_it_was_stands_beside_the_replay(trade, warehouse):
    flour = trade.ingredient("flour", pack_size=500)
    trade.connection.execute("UPDATE ingredients SET unit_cost_paise = 10 WHERE id = %s", (flour,))
    naan = trade.item("naan")
    recipe = trade.recipe(naan, {flour: ("80", "listed")})
    trade.stock(TODAY - timedelta(days=70), flour, "12000")
    for ago in range(70, 0, -1):
        day = TODAY - timedelta(days=ago)
        portions = 2 + day.weekday() % 3
        trade.order(day, naan, portions, recipe_id=recipe)
        trade.stock(day, flour, str(-80 * portions), "SALE", str(-800 * portions))
    for ago in (14, 7):
        trade.stock(TODAY - timedelta(days=ago), flour, "3000", "RECEIPT", "30000")
    trade.stock(TODAY - timedelta(days=5), flour, "-200", "WASTE", "-2000")
    warehouse.update()
    with warehouse.open() as connection:
        write_plans(connection, now=now())
        month = past_month(connection, trade.outlet_id)
    assert month is not None
    assert len(month.days) == 28
    (case,) = month.cases
    sold = 70 * 80 * 3
    began = 12_000 - sum(80 * (2 + d.weekday() % 3) for d in before(month.days[0]))
    assert case.opening == pytest.approx(began)
    assert sum(case.demand) < sold
    *tried, done = month.outcomes(Choices())
    assert done.name == "As it was"
    assert (done.orders, done.bought, done.wasted) == (2, 600.0, 20.0)
    assert done.used == pytest.approx(sum(case.demand) * 0.1)
    assert done.fill_rate == 1
    assert done.stock_values[-1] == pytest.approx(0.1 * (began - sum(case.demand) + 6000 - 200))
    assert [one.name for one in tried] == ["Forecast", "Par level", "Minimum and maximum"]
    assert tried[0].fill_rate > 0.9
    assert tried[0].mean_stock < done.mean_stock


def before(first: date) -> list[date]:
    day = TODAY - timedelta(days=70)
    return [day + timedelta(days=n) for n in range((first - day).days)]
