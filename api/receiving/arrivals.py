"""Lines of a receipt: what was accepted of what was ordered, what it costs, what it counts for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from api.models import AnyRow
from api.purchasing.amounts import Amounts, cost_of
from api.receiving.schemas import ReceiptLineRequest
from chitrail.errors import InvalidInput
from chitrail.money import MAX_PAISE, parse_rupees
from chitrail.quantity import MOST, PLACES


@dataclass(frozen=True)
class Arrival:
    """One line of a receipt: the order's line, what came of it or instead of it."""

    ordered: AnyRow
    item: AnyRow
    request: ReceiptLineRequest
    packs: Decimal
    counted: Decimal
    refused: Decimal
    quantity: Decimal
    price_paise: int

    @property
    def cost(self) -> Amounts:
        """Of what was accepted."""
        return cost_of(self.packs, self.price_paise, self.item.tax_rate_bp)

    @property
    def refused_cost(self) -> Amounts:
        """Of what went straight back."""
        return cost_of(self.refused, self.price_paise, self.item.tax_rate_bp)

    @property
    def ordered_cost(self) -> Amounts:
        """Of what was accepted, had it come as it was ordered."""
        return cost_of(self.counted, self.ordered.price_paise, self.ordered.tax_rate_bp)

    @property
    def is_dearer_or_cheaper(self) -> bool:
        """Whether the price is another than that of the order."""
        as_ordered = (self.ordered.price_paise, self.ordered.supplier_item_id)
        return (self.price_paise, self.item.id) != as_ordered

    def columns(self, receipt_id: UUID, position: int) -> dict[str, Any]:
        """The row of this line."""
        return {
            "receipt_id": receipt_id,
            "position": position,
            "order_line_id": self.ordered.id,
            "supplier_item_id": self.item.id,
            "ingredient_id": self.item.ingredient_id,
            "pack_size": self.item.pack_size,
            "packs": self.packs,
            "counted_packs": self.counted,
            "quantity": self.quantity,
            "refused_packs": self.refused,
            "refused_because": self.request.refused_because or "",
            "price_paise": self.price_paise,
            "tax_rate_bp": self.item.tax_rate_bp,
            "net_paise": self.cost.net_paise,
            "tax_paise": self.cost.tax_paise,
            "reason": self.request.reason,
            "lot_code": self.request.lot_code,
            "expires_on": self.request.expires_on,
        }


def arrival(
    request: ReceiptLineRequest,
    ordered: Mapping[UUID, AnyRow],
    items: Mapping[UUID, AnyRow],
    supplier_id: UUID,
    today: date,
    place: str,
) -> Arrival:
    """What a line of the request says. `items` are the supplier's by id. Raises InvalidInput."""
    line = ordered.get(request.line_id)
    if line is None:
        raise InvalidInput("the order has no such line", field=f"{place}/line_id")
    wanted = request.instead_item_id or line.supplier_item_id
    item = items.get(wanted)
    if item is None or item.supplier_id != supplier_id:
        raise InvalidInput("this supplier does not sell it", field=f"{place}/instead_item_id")
    packs, refused = Decimal(request.packs), Decimal(request.refused_packs)
    _check_refusal(request, packs, refused, place)
    if packs and request.expires_on is not None and request.expires_on < today:
        raise InvalidInput("has expired: refuse it", field=f"{place}/expires_on")
    found = Arrival(
        ordered=line,
        item=item,
        request=request,
        packs=packs,
        counted=_counted(line, item, packs),
        refused=refused,
        quantity=_quantity(packs, item, f"{place}/packs"),
        price_paise=_price(request, line, item, f"{place}/price"),
    )
    if found.is_dearer_or_cheaper and packs and not request.reason:
        raise InvalidInput("tell why it is accepted", field=f"{place}/reason")
    if max(found.cost.total_paise, found.refused_cost.total_paise) > MAX_PAISE:
        raise InvalidInput("cost more than one receipt may", field=f"{place}/packs")
    return found


def _check_refusal(
    request: ReceiptLineRequest, packs: Decimal, refused: Decimal, place: str
) -> None:
    if (refused > 0) != (request.refused_because is not None):
        raise InvalidInput(
            "tell why just where packs are refused", field=f"{place}/refused_because"
        )
    if not packs and not refused and request.rest == "BACKORDER":
        raise InvalidInput("says nothing: no pack came, or was given up", field=f"{place}/packs")


def _counted(line: AnyRow, item: AnyRow, packs: Decimal) -> Decimal:
    """Packs of the order's line that others stand for: by content of the same ingredient, else one by one."""
    if item.ingredient_id != line.ingredient_id:
        return packs
    exact: Decimal = packs * item.pack_size / line.pack_size
    return exact.quantize(PLACES, rounding=ROUND_HALF_UP)


def _quantity(packs: Decimal, item: AnyRow, field: str) -> Decimal:
    exact: Decimal = packs * item.pack_size
    if exact > MOST:
        raise InvalidInput("is more than can be kept", field=field)
    quantity = exact.quantize(PLACES)
    if quantity != exact:
        raise InvalidInput(f"is finer than 0.001 {item.unit}", field=field)
    return quantity


def _price(request: ReceiptLineRequest, line: AnyRow, item: AnyRow, field: str) -> int:
    if request.price is not None:
        return parse_rupees(request.price, field=field)
    if item.id == line.supplier_item_id:
        return int(line.price_paise)
    if item.price_paise is None:
        raise InvalidInput("has no price today: give one", field=field)
    return int(item.price_paise)
