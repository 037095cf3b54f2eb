"""Drafting what is due: one draft a supplier, as often as it is asked for.

Nothing that is approved is touched: it counts as on order. Asking again finds the drafts there and changes
them only where more is due than before.
"""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Connection

from api.models import AnyRow
from api.outlets.service import trading_day
from api.purchasing import queries as purchasing
from api.purchasing import service as orders
from api.purchasing.schemas import PurchaseLineRequest, PurchaseOrder, PurchaseOrderRequest
from api.reordering import queries
from api.reordering.needs import MOST_PACKS, Need, chosen, elsewhere
from api.reordering.schemas import NotOrdered, ReorderDrafts, ReorderRequest
from chitrail.clock import now
from chitrail.errors import InvalidInput
from chitrail.reordering.minimum import Wish, filled_to_minimum
from chitrail.tokens import Actor


def draft(connection: Connection, actor: Actor, request: ReorderRequest) -> ReorderDrafts:
    """Draft what the targets and the stock of this moment ask for. Raises InvalidInput."""
    queries.hold(connection, actor.outlet_id)
    by_supplier: dict[UUID, list[Need]] = defaultdict(list)
    left: list[NotOrdered] = []
    for need in _needs(connection, actor.outlet_id, request):
        if need.offer is None or need.offer.price_paise is None:
            left += _not_ordered(need, Decimal(0))
        else:
            by_supplier[need.offer.supplier_id].append(need)
    drafts: list[PurchaseOrder] = []
    for supplier_id in sorted(by_supplier, key=str):
        needs = by_supplier[supplier_id]
        found = _draft(connection, actor, supplier_id, needs, left)
        drafts += [] if found is None else [found]
    return ReorderDrafts(orders=drafts, not_ordered=left)


def _needs(connection: Connection, outlet_id: str, request: ReorderRequest) -> list[Need]:
    ids = [target.ingredient_id for target in request.targets]
    stocks = queries.positions(connection, outlet_id, set(ids))
    for place, one in enumerate(ids):
        field = f"targets/{place}/ingredient_id"
        if one not in stocks:
            raise InvalidInput("there is no such ingredient", field=field)
        if one in ids[:place]:
            raise InvalidInput("has another target already", field=field)
    today = trading_day(connection, outlet_id, now())
    offers = chosen(queries.offers(connection, outlet_id, today, set(ids)))
    lines = queries.drafted(connection, outlet_id)
    found = []
    for target in request.targets:
        offer = offers.get(target.ingredient_id)
        own = None if offer is None else _own(connection, outlet_id, offer, lines)
        others = elsewhere(lines, target.ingredient_id, own)
        found.append(Need(stocks[target.ingredient_id], target, offer, own, others))
    return found


def _own(
    connection: Connection, outlet_id: str, offer: AnyRow, lines: Sequence[AnyRow]
) -> AnyRow | None:
    """The line of the draft that would be joined."""
    mine = [line for line in lines if line.supplier_item_id == offer.id]
    if not mine:
        return None
    joined = purchasing.open_draft(connection, outlet_id, offer.supplier_id)
    return next((line for line in mine if joined and line.order_id == joined.id), None)


def _draft(
    connection: Connection,
    actor: Actor,
    supplier_id: UUID,
    needs: Sequence[Need],
    left: list[NotOrdered],
) -> PurchaseOrder | None:
    """A supplier's draft with what is due on it; None when nothing is."""
    pairs = [(need, wish) for need in needs if (wish := need.wish()) is not None]
    minimum, name = queries.minimum(connection, supplier_id)
    beside = _beside(connection, actor.outlet_id, supplier_id, needs)
    wishes = filled_to_minimum([wish for _, wish in pairs], minimum - beside)
    lines = []
    for (need, before), after in zip(pairs, wishes, strict=True):
        left += _not_ordered(need, after.packs)
        line = _line(need, before, after, name)
        lines += [] if line is None else [line]
    if lines:
        wanted = PurchaseOrderRequest(
            supplier_id=supplier_id, lines=lines, source="REORDER", merge=True
        )
        return orders.create(connection, actor, wanted).value
    present = next((need.line for need in needs if need.line is not None), None)
    if present is None:
        return None
    return orders.read(connection, actor.outlet_id, present.order_id).value


def _beside(
    connection: Connection, outlet_id: str, supplier_id: UUID, needs: Sequence[Need]
) -> int:
    """What the other lines of the draft that would be joined cost, in paise."""
    joined = purchasing.open_draft(connection, outlet_id, supplier_id)
    if joined is None:
        return 0
    own = {need.line.id for need in needs if need.line is not None}
    lines = purchasing.lines(connection, joined.id)
    return sum(line.net_paise for line in lines if line.id not in own)


def _line(need: Need, before: Wish, after: Wish, supplier: str) -> PurchaseLineRequest | None:
    """The line to write; None when nothing is due, or the draft has it already or by hand."""
    if after.packs <= need.drafted or need.is_set_by_hand or after.packs > MOST_PACKS:
        return None
    assert need.offer is not None  # noqa: S101 - only such have wishes
    return PurchaseLineRequest(
        supplier_item_id=need.offer.id,
        packs=f"{after.packs.normalize():f}",
        why=need.why(before.packs, after.packs, supplier),
    )


def _not_ordered(need: Need, packs: Decimal) -> list[NotOrdered]:
    why = need.refusal(packs)
    row = need.stock
    return [NotOrdered(ingredient_id=row.id, ingredient_code=row.code, why=why)] if why else []
