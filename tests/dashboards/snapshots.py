"""Small published snapshots: the warehouse's own tables, filled by hand."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from chitrail.ids import named_id
from warehouse.catalog import Catalog
from warehouse.connection import build
from warehouse.tables import create_missing

OUTLET, OTHER_OUTLET = "spice-lane", "other-place"
DAY = date(2026, 3, 7)
ONION, SALT = "onion", "salt"

Row = tuple[Any, ...]


def ingredient(code: str) -> UUID:
    return named_id(OUTLET, "ingredient", code)


def method_day(
    outlet: str, day: date, method: str, paid: list[str], refunds: str = "0", failed: int = 0
) -> Row:
    """A row of mart_daily_payment_method, without its share."""
    gross, back = sum(map(Decimal, paid), Decimal(0)), Decimal(refunds)
    average = gross / len(paid) if paid else None
    rate = Decimal(failed) / (failed + len(paid)) if failed + len(paid) else None
    none = Decimal(0)
    money = (gross, none, none, back, none, gross - back)
    return (outlet, day, method, len(paid), failed, *money, average, rate)


PAYMENTS: list[Row] = [
    (*method_day(OUTLET, DAY, "RAZORPAY", ["1000.10", "233333.25"], "0.35", 1), Decimal("0.9957")),
    (*method_day(OUTLET, DAY, "CASH", ["400.00", "610.50"]), Decimal("0.0043")),
    (*method_day(OUTLET, DAY - timedelta(2), "CASH", ["99.00"]), Decimal(1)),
    (*method_day(OUTLET, DAY - timedelta(40), "CASH", ["55.00"]), Decimal(1)),
    (*method_day(OTHER_OUTLET, DAY + timedelta(3), "CASH", ["7.77"]), Decimal(1)),
]
DEMAND: list[Row] = [
    *(
        (
            OUTLET,
            DAY - timedelta(n),
            ingredient(ONION),
            ONION,
            "Onion",
            "g",
            Decimal(1500 + n),
            Decimal("0.5"),
        )
        for n in range(10)
    ),
    (OUTLET, DAY, ingredient(SALT), SALT, "Salt <b>", "g", Decimal("12.5"), Decimal(1)),
    (OTHER_OUTLET, DAY, named_id(OTHER_OUTLET, "x"), "x", "Foreign", "g", Decimal(9), Decimal(1)),
]
FORECAST: list[Row] = [
    (
        OUTLET,
        ingredient(ONION),
        DAY + timedelta(n),
        Decimal(1600),
        "same weekdays",
        Decimal(1200),
        Decimal(2050),
        Decimal("0.21"),
        "Sum of the dishes.",
    )
    for n in range(1, 15)
]
DISHES: list[Row] = [
    (
        OUTLET,
        named_id(OUTLET, "item", "bhaji"),
        DAY + timedelta(n),
        Decimal(20 + n),
        "same weekdays",
        Decimal(12),
        Decimal(30),
        Decimal("0.25"),
        "21 a day, by <hand>.",
    )
    for n in range(1, 15)
]
ACCURACY: list[Row] = [
    (OUTLET, "item", named_id(OUTLET, "item", "bhaji"), DAY - timedelta(ahead), DAY, ahead, *told)
    for ahead, told in (
        (1, (Decimal(20), Decimal(12), Decimal(30), Decimal(25))),
        (8, (Decimal(20), Decimal(12), Decimal(24), Decimal(25))),
    )
]


def bought(most: Decimal, basis: str) -> Row:
    """The columns of mart_reorder after the reason."""
    none = Decimal(0)
    return (None, None, none, none, none, none, most, 3, 9, Decimal("0.95"), basis)


REORDER: list[Row] = [
    (
        *(
            OUTLET,
            ingredient(ONION),
            ONION,
            "Onion",
            "g",
            "Fresh Farms",
            Decimal(2400),
            Decimal(5000),
        ),
        *(Decimal(14000), 2, Decimal(11200), Decimal(14400), Decimal(900)),
        *(
            Decimal(15000),
            3,
            Decimal(5000),
            DAY,
            "Stock lasts 1.5 days and a delivery takes 2.",
        ),
        *bought(Decimal(30000), "14.4 kg are used in 9 days."),
    ),
    (
        *(OUTLET, ingredient(SALT), SALT, "Salt <b>", "g", "", Decimal(900), Decimal(50)),
        *(Decimal(200), 2, Decimal("87.5"), Decimal("112.5"), Decimal(10)),
        *(Decimal(0), 0, Decimal(1000), DAY, "Enough for 72 days."),
        *bought(Decimal(2000), ""),
    ),
]
SETTLEMENTS: list[Row] = [
    (
        *("setl_first", OUTLET, DAY, "UTR1", 3, 1),
        *map(Decimal, ("1000.00", "100.00", "20.00", "3.60", "876.40")),
        1,
    ),
    ("setl_first", "UNKNOWN", DAY, "UTR1", 1, 0, *map(Decimal, ("7", "0", "0", "0", "7")), 1),
    ("setl_other", OTHER_OUTLET, DAY, "UTR2", 1, 0, *map(Decimal, ("9", "0", "0", "0", "9")), 0),
]
AT = datetime(2026, 3, 7, 12, tzinfo=UTC)


def difference(name: str, kind: str, outlet: str | None, *, resolved: bool = False) -> Row:
    """A row of mart_settlement_exception."""
    identity = named_id(OUTLET, "difference", name)
    ended = AT if resolved else None
    return (
        *(identity, kind, f"pay_{name}", "setl_first", outlet, None, None),
        *("1.00", "2.00", AT, ended, "", ""),
    )


DIFFERENCES: list[Row] = [
    difference("fee", "FEE_OFF", OUTLET),
    difference("stranger", "UNKNOWN", None),
    difference("done", "LATE", OUTLET, resolved=True),
    difference("foreign", "MISSING", OTHER_OUTLET),
]
CHECKS: list[Row] = [
    ("totals", "sales sum to orders", "fct_order", "", True, "0"),
    ("marts", "ExpectColumnValuesToNotBeNull", "mart_daily_sales", "gross", True, "0"),
    ("facts", "ExpectCompoundColumnsToBeUnique", "fct_order", "order_id", False, "2 twice"),
]


@cache
def _empty_tables() -> bytes:
    """A warehouse file with every table of the models and no rows."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.duckdb"
        with build(path) as connection:
            create_missing(connection, Catalog())
        return path.read_bytes()


def write(
    path: Path, *, published_at: datetime | None = None, payments: Iterable[Row] = PAYMENTS
) -> None:
    """Publish a snapshot at `path` the way the pipelines do: whole, by one rename."""
    published_at = published_at or datetime.now(UTC)
    path.parent.mkdir(parents=True, exist_ok=True)
    ready = path.with_suffix(".ready")
    ready.write_bytes(_empty_tables())
    with build(ready) as connection:
        tables: dict[str, Iterable[Row]] = {
            "dim_outlet": [(OUTLET, "Spice Lane", "Asia/Kolkata", 4, "INR", True)],
            "mart_daily_payment_method": payments,
            "mart_ingredient_demand": DEMAND,
            "forecast_accuracy_daily": ACCURACY,
            "forecast_ingredient_daily": FORECAST,
            "forecast_item_daily": DISHES,
            "mart_reorder": REORDER,
            "mart_settlement": SETTLEMENTS,
            "mart_settlement_exception": DIFFERENCES,
            "meta_check_result": [(*check, published_at) for check in CHECKS],
            "meta_publication": [(published_at, 812, 4.5)],
        }
        for table, rows in tables.items():
            for row in rows:
                marks = ", ".join("?" * len(row))
                connection.execute(f"INSERT INTO {table} VALUES ({marks})", row)  # noqa: S608 - ours
    ready.replace(path)
