"""Lines of a draft: what a supplier sells, in the packs they sell it, at the day's price."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from api.models import AnyRow
from api.outlets.service import trading_day
from api.purchasing.amounts import cost_of
from api.purchasing.buying import over_receipt_bp
from api.purchasing.schemas import PurchaseLineRequest
from api.suppliers.queries import items_by_id
from chitrail.clock import now
from chitrail.errors import InvalidInput
from chitrail.ids import new_id
from chitrail.money import BASIS_POINTS, MAX_PAISE, parse_rupees
from chitrail.quantity import PLACES
from chitrail.tokens import Actor


def line_rows(
    connection: Connection,
    actor: Actor,
    supplier_id: UUID,
    lines: Sequence[PurchaseLineRequest],
    *,
    expected_on: date,
    source: str,
) -> list[dict[str, Any]]:
    """Rows for lines but for their order and position. Raises InvalidInput naming the line at fault."""
    today = trading_day(connection, actor.outlet_id, now())
    ids = {line.supplier_item_id for line in lines}
    known = items_by_id(connection, actor.outlet_id, today, ids)
    over = over_receipt_bp(connection, actor.outlet_id)
    rows: dict[UUID, dict[str, Any]] = {}
    for place, line in enumerate(lines):
        field = f"lines/{place}"
        item = known.get(line.supplier_item_id)
        if item is None or item.supplier_id != supplier_id or item.retired_at is not None:
            raise InvalidInput("this supplier does not sell it", field=f"{field}/supplier_item_id")
        if item.id in rows:
            raise InvalidInput("is on another line already", field=f"{field}/supplier_item_id")
        packs = _packs(line, item, f"{field}/packs")
        price = _price(line, item, f"{field}/price")
        rows[item.id] = {
            "supplier_item_id": item.id,
            "ingredient_id": item.ingredient_id,
            "code": item.code,
            "name": item.name,
            "pack_size": item.pack_size,
            "price_paise": price,
            "tax_rate_bp": item.tax_rate_bp,
            "expected_on": line.expected_on or expected_on,
            "source": source,
            "why": line.why,
            **_amounts(packs, price, item.tax_rate_bp, over, f"{field}/packs"),
        }
    return list(rows.values())


def merged(present: Sequence[AnyRow], added: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of a draft's lines and others; of an item that is in both the greater number of packs stays."""
    names = list(added[0])
    rows = {row.supplier_item_id: {name: getattr(row, name) for name in names} for row in present}
    for row in added:
        before = rows.get(row["supplier_item_id"])
        if before is None or before["packs"] < row["packs"]:
            rows[row["supplier_item_id"]] = row
    return list(rows.values())


def keeping_sources(present: Sequence[AnyRow], rows: Sequence[dict[str, Any]]) -> None:
    """A line that was written again with as many packs stays whose it was."""
    known = {row.supplier_item_id: row for row in present}
    for row in rows:
        before = known.get(row["supplier_item_id"])
        if before is not None and before.packs == row["packs"]:
            row["source"] = before.source


def numbered(order_id: UUID, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of the lines of an order."""
    return [
        {"id": new_id(), "order_id": order_id, "position": place, **row}
        for place, row in enumerate(rows)
    ]


def totals(rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Columns of an order for what its lines cost. Raises InvalidInput beyond what the books hold."""
    net, tax = (sum(row[name] for row in rows) for name in ("net_paise", "tax_paise"))
    if net + tax > MAX_PAISE:
        raise InvalidInput("cost more than one order may", field="lines")
    return {"net_paise": net, "tax_paise": tax, "total_paise": net + tax}


def _packs(line: PurchaseLineRequest, item: AnyRow, field: str) -> Decimal:
    packs = Decimal(line.packs)
    if packs <= 0:
        raise InvalidInput("must be more than zero", field=field)
    if packs < item.minimum_packs:
        raise InvalidInput(
            f"{item.code} is sold from {item.minimum_packs.normalize():f} packs on", field=field
        )
    if packs % item.packs_multiple:
        raise InvalidInput(
            f"{item.code} is sold in steps of {item.packs_multiple.normalize():f} packs",
            field=field,
        )
    return packs


def _price(line: PurchaseLineRequest, item: AnyRow, field: str) -> int:
    if line.price is not None:
        return parse_rupees(line.price, field=field)
    if item.price_paise is None:
        raise InvalidInput(f"{item.code} has no price today: give one", field=field)
    return int(item.price_paise)


def _amounts(
    packs: Decimal, price: int, tax_rate_bp: int, over_bp: int, field: str
) -> dict[str, Any]:
    cost = cost_of(packs, price, tax_rate_bp)
    if cost.total_paise > MAX_PAISE:
        raise InvalidInput("cost more than one order may", field=field)
    most = packs * (BASIS_POINTS + over_bp) / BASIS_POINTS
    return {
        "packs": packs,
        "most_packs": most.quantize(PLACES),
        "net_paise": cost.net_paise,
        "tax_paise": cost.tax_paise,
    }
