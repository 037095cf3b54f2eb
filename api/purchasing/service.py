"""Purchase orders: drafted, joined to an open draft, changed while they are drafts, read."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, update

from api.audit.service import record
from api.models import AnyRow
from api.outlets.service import zone_of
from api.paging import Listing, paged
from api.preconditions import require_version
from api.purchasing import numbering, queries
from api.purchasing.buying import approval_limit_paise
from api.purchasing.drafting import keeping_sources, line_rows, merged, numbered, totals
from api.purchasing.queries import ORDERS
from api.purchasing.schemas import (
    PurchaseOrder,
    PurchaseOrderChange,
    PurchaseOrderHeader,
    PurchaseOrderQuery,
    PurchaseOrderRequest,
)
from api.purchasing.views import header_view, order_view
from api.reply import Reply
from api.suppliers import queries as suppliers
from chitrail.clock import now
from chitrail.errors import Conflict, InvalidInput, NotFound
from chitrail.ids import new_id
from chitrail.reordering.deliveries import next_delivery
from chitrail.states import PurchaseStatus
from chitrail.tokens import Actor


class NoDraft(Conflict):
    """What was ordered is changed in a draft alone."""

    code = "no-draft"
    title = "This order is no draft any more"


def create(
    connection: Connection, actor: Actor, request: PurchaseOrderRequest
) -> Reply[PurchaseOrder]:
    """A new draft, or the supplier's open one with these lines on it: 201 or 200. Raises InvalidInput."""
    supplier = suppliers.supplier(connection, actor.outlet_id, request.supplier_id, lock=True)
    if supplier is None or supplier.retired_at is not None:
        raise InvalidInput("there is no such supplier", field="supplier_id")
    expected_on = request.expected_on or _next_delivery(connection, supplier)
    rows = line_rows(
        connection,
        actor,
        supplier.id,
        request.lines,
        expected_on=expected_on,
        source=request.source,
    )
    if request.merge:
        draft = queries.open_draft(connection, actor.outlet_id, supplier.id)
        if draft is not None:
            return _join(connection, actor, draft, rows)
    identity, at = new_id(), now()
    row = {
        "id": identity,
        "outlet_id": actor.outlet_id,
        "supplier_id": supplier.id,
        "note": request.note,
        "expected_on": expected_on,
        **totals(rows),
        "created_by": actor.subject,
        "created_at": at,
        "number": numbering.take(connection, actor.outlet_id, numbering.ORDER, at),
    }
    connection.execute(insert(ORDERS).values(row))
    connection.execute(queries.LINES.insert(), numbered(identity, rows))
    made = read(connection, actor.outlet_id, identity)
    note(connection, actor, "purchase-drafted", made.value, source=request.source)
    return Reply(made.value, location=f"/api/purchase-orders/{identity}", version=made.version)


def change(
    connection: Connection,
    actor: Actor,
    order_id: UUID,
    request: PurchaseOrderChange,
    expected: int | None,
) -> Reply[PurchaseOrder]:
    """Change a draft. Raises NotFound, PreconditionFailed, NoDraft, InvalidInput."""
    row = held(connection, actor, order_id, expected)
    if row.status != PurchaseStatus.DRAFT:
        raise NoDraft(
            f"{row.number} is {row.status}: cancel it and draft another", status=row.status
        )
    columns: dict[str, Any] = {}
    if request.note is not None:
        columns["note"] = request.note
    if request.expected_on is not None:
        columns["expected_on"] = request.expected_on
    if request.lines is not None:
        rows = line_rows(
            connection,
            actor,
            row.supplier_id,
            request.lines,
            expected_on=request.expected_on or row.expected_on,
            source="MANUAL",
        )
        keeping_sources(queries.lines(connection, order_id), rows)
        queries.replace_lines(connection, order_id, numbered(order_id, rows))
        columns |= totals(rows)
    advance(connection, row, **columns)
    changed = read(connection, actor.outlet_id, order_id)
    note(connection, actor, "purchase-changed", changed.value)
    return changed


def read(connection: Connection, outlet_id: str, order_id: UUID) -> Reply[PurchaseOrder]:
    """An order. Raises NotFound."""
    row = queries.order(connection, outlet_id, order_id)
    if row is None:
        raise NotFound(f"there is no purchase order {order_id}")
    limit = approval_limit_paise(connection, outlet_id)
    return Reply(order_view(row, queries.lines(connection, order_id), limit), version=row.version)


def listing(
    connection: Connection, outlet_id: str, query: PurchaseOrderQuery
) -> Listing[PurchaseOrderHeader]:
    """Orders, newest first."""
    statement = queries.listing(outlet_id, query)
    rows, page = paged(connection, statement, query, (ORDERS.c.created_at, ORDERS.c.id))
    return Listing([header_view(row) for row in rows], page)


def held(connection: Connection, actor: Actor, order_id: UUID, expected: int | None) -> AnyRow:
    """An order that nobody else changes until the transaction ends. Raises NotFound, PreconditionFailed."""
    row = queries.lock(connection, actor.outlet_id, order_id)
    if row is None:
        raise NotFound(f"there is no purchase order {order_id}")
    if expected is not None and expected != row.version:
        require_version(expected, row.version, read(connection, actor.outlet_id, order_id).value)
    return row


def advance(connection: Connection, row: AnyRow, **columns: Any) -> None:
    """The next version of an order."""
    changed = update(ORDERS).where(ORDERS.c.id == row.id)
    connection.execute(changed.values(**columns, version=row.version + 1))


def note(
    connection: Connection, actor: Actor, act: str, order: PurchaseOrder, **details: object
) -> None:
    """Enter an act on an order into the audit."""
    record(
        connection,
        actor.outlet_id,
        actor.subject,
        act,
        order.id,
        at=None,
        number=order.number,
        total=order.total,
        **details,
    )


def _join(
    connection: Connection, actor: Actor, draft: AnyRow, rows: list[dict[str, Any]]
) -> Reply[PurchaseOrder]:
    all_rows = merged(queries.lines(connection, draft.id), rows)
    queries.replace_lines(connection, draft.id, numbered(draft.id, all_rows))
    advance(connection, draft, **totals(all_rows))
    joined = read(connection, actor.outlet_id, draft.id)
    note(connection, actor, "purchase-joined", joined.value)
    return Reply(joined.value, status=200, version=joined.version)


def _next_delivery(connection: Connection, supplier: AnyRow) -> date:
    zone = zone_of(connection, supplier.outlet_id)
    days = supplier.delivery_weekdays
    return next_delivery(now(), zone, supplier.lead_time_days, days, supplier.cutoff)
