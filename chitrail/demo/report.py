"""What the demonstration prints about the day: money, stock, alerts and what to order."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table

SHOWN = 12
_REORDER = """
SELECT ingredient_name, supplier, on_hand, forecast_7d, suggested_packs, pack_size, suggested_quantity, unit
FROM mart_reorder WHERE outlet_id = ? AND suggested_quantity > 0
ORDER BY suggested_quantity * 1.0 / nullif(forecast_7d, 0) DESC NULLS LAST, ingredient_name
"""


def show_payments(console: Console, rows: list[dict[str, Any]]) -> None:
    """The day's payments by method, as GET /api/payments/stats/daily gives them."""
    table = _table(
        "Payments of the day by method",
        *("method", "count", "gross", "tips", "refunds", "net", "failed"),
    )
    for row in rows:
        cells = (row["count"], *(row[name] for name in ("gross", "tips", "refunds", "net")))
        cells += (row["failed_count"],)
        table.add_row(str(row["payment_method"]), *(str(cell) for cell in cells))
    console.print(table)


def show_drawer(console: Console, report: dict[str, Any]) -> None:
    """The Z report of the cash drawer."""
    table = _table(f"Cash drawer {report['drawer']}, Z report {report['z_number']}", "", "rupees")
    for name in ("float", "cash_sales", "refunds", "expected", "counted", "over_short"):
        table.add_row(name.replace("_", " "), report[name])
    console.print(table)


def show_stock(console: Console, before: list[dict[str, Any]], after: list[dict[str, Any]]) -> None:
    """The ingredients that moved most, relative to what was there."""
    table = _table("Stock before and after", "ingredient", "before", "after", "used", "unit")
    old = {level["ingredient_id"]: Decimal(level["on_hand"]) for level in before}
    moved = [(old.get(level["ingredient_id"], Decimal(0)), level) for level in after]
    moved = [pair for pair in moved if pair[0] != Decimal(pair[1]["on_hand"])]
    moved.sort(key=lambda pair: Decimal(pair[1]["on_hand"]) / pair[0] if pair[0] else Decimal(0))
    for was, level in moved[:SHOWN]:
        now_there = Decimal(level["on_hand"])
        table.add_row(
            level["name"], f"{was:f}", f"{now_there:f}", f"{was - now_there:f}", level["unit"]
        )
    console.print(table)
    if len(moved) > SHOWN:
        console.print(f"… and {len(moved) - SHOWN} more ingredients")


def show_alerts(console: Console, after: list[dict[str, Any]]) -> None:
    """Ingredients at or below their reorder level."""
    table = _table("Low stock", "ingredient", "on hand", "reorder level", "unit")
    low = [level for level in after if level["is_low"]]
    for level in low:
        table.add_row(level["name"], level["on_hand"], level["reorder_level"], level["unit"])
    console.print(table if low else "Low stock: none")


def show_reorder(console: Console, snapshot: Path, outlet_id: str) -> None:
    """Next week's reorder list from the published warehouse."""
    with duckdb.connect(str(snapshot), read_only=True) as published:
        rows = published.execute(_REORDER, [outlet_id]).fetchall()
    table = _table(
        "To order for next week",
        "ingredient",
        "supplier",
        "on hand",
        "next 7 days",
        "order",
        "unit",
    )
    for name, supplier, on_hand, week, packs, pack_size, quantity, unit in rows[:SHOWN]:
        order = f"{packs.normalize():f} x {pack_size:.0f} = {quantity:.0f}"
        table.add_row(name, supplier, f"{on_hand:.0f}", f"{week:.0f}", order, unit)
    console.print(table)
    if len(rows) > SHOWN:
        console.print(f"… and {len(rows) - SHOWN} more")


def _table(title: str, first: str, *rest: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    table.add_column(first)
    for name in rest:
        table.add_column(name, justify="right")
    return table
