"""Histories to test forecasts on: from a CSV file of daily sales, or from the published warehouse."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from chitrail.errors import ConfigurationError
from pipelines.forecasting.history import History

NAMES = {
    "day": ("business_date", "date", "day", "order_date"),
    "outlet": ("outlet_id", "outlet", "store", "shop", "location"),
    "item": ("item_code", "item", "item_name", "product", "article", "ingredient", "sku"),
    "quantity": ("quantity", "demand", "sold", "sales", "qty", "units"),
}
"""Column names that are recognised, in this order, whatever their case."""
LEAST_DAYS = 84
"""Eight weeks to learn from, and a horizon after them."""

_ITEMS = """
SELECT outlet_id AS outlet, business_date AS day, item_code AS item, sum(quantity)::DOUBLE AS quantity
FROM fct_order_line WHERE order_status = 'COMPLETED' AND ($outlet = '' OR outlet_id = $outlet)
GROUP BY ALL
"""
_INGREDIENTS = """
SELECT outlet_id AS outlet, business_date AS day, ingredient_code AS item, quantity::DOUBLE AS quantity
FROM mart_ingredient_demand WHERE $outlet = '' OR outlet_id = $outlet
"""


@dataclass(frozen=True)
class Panel:
    """One outlet's series."""

    outlet: str
    history: History


def from_csv(path: Path, columns: dict[str, str], date_format: str) -> list[Panel]:
    """Panels of a file with one row a day and item, or one a sale: same rows are added up.

    `columns` names columns that are not recognised by themselves; without an outlet all is one outlet.
    `date_format` is strptime's, ISO when empty. Raises ConfigurationError, in words for its author.
    """
    try:
        table = pd.read_csv(path)
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{path}: {error}") from error
    found = {part: _column(list(table.columns), part, columns.get(part, "")) for part in NAMES}
    missing = [part for part in ("day", "item", "quantity") if not found[part]]
    if missing:
        told = ", ".join(f"{part} (one of {', '.join(NAMES[part])})" for part in missing)
        raise ConfigurationError(f"{path}: no column for {told}; name it with --column part=name")
    kept = pd.DataFrame({part: table[name] for part, name in found.items() if name})
    if "outlet" not in kept:
        kept["outlet"] = path.stem
    try:
        kept["day"] = pd.to_datetime(kept["day"], format=date_format or "ISO8601").dt.normalize()
        kept["quantity"] = pd.to_numeric(kept["quantity"]).astype("float64")
    except ValueError as error:
        raise ConfigurationError(f"{path}: {error}") from error
    if bool((kept["quantity"] < 0).any()) or bool(kept.isna().any().any()):
        raise ConfigurationError(f"{path}: quantities must be 0 or more, and no field empty")
    return panels(kept)


def from_warehouse(
    connection: duckdb.DuckDBPyConnection, outlet: str, *, ingredients: bool
) -> list[Panel]:
    """Panels of completed orders: portions of items, or base units of ingredients."""
    query = _INGREDIENTS if ingredients else _ITEMS
    table = connection.execute(query, {"outlet": outlet}).df()
    return panels(table.assign(day=pd.to_datetime(table["day"])))


def panels(table: pd.DataFrame) -> list[Panel]:
    """Panels of rows (outlet, day, item, quantity) with enough days.

    A day on which an outlet sold nothing at all was closed. Before its first sale an item is not yet known.
    """
    found = []
    for outlet, rows in table.groupby("outlet", sort=True):
        daily = rows.pivot_table(index="day", columns="item", values="quantity", aggfunc="sum")
        daily = daily.fillna(0.0)
        traded = daily[daily.sum(axis=1) > 0]
        if traded.empty:
            continue
        known = traded.where((traded > 0).cummax())
        days = pd.date_range(known.index[0], known.index[-1], freq="D")
        if len(days) < LEAST_DAYS:
            continue
        series = [str(name) for name in known.columns]
        quantity = known.reindex(days).to_numpy(dtype="float64")
        found.append(Panel(str(outlet), History(days, series, quantity)))
    return found


def _column(names: Sequence[str], part: str, told: str) -> str:
    if told:
        if told not in names:
            raise ConfigurationError(f"there is no column {told!r}; there are {', '.join(names)}")
        return told
    lower = {name.strip().lower(): name for name in reversed(names)}
    return next((lower[name] for name in NAMES[part] if name in lower), "")
