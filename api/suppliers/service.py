"""Suppliers: made, changed, retired."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, update
from sqlalchemy.dialects.postgresql import insert

from api.audit.service import record
from api.invoices.gstin import check_gstin
from api.menu.versions import CodeTaken
from api.models import AnyRow
from api.outlets.service import zone_of
from api.paging import Listing, Page, count
from api.preconditions import require_version
from api.reply import Reply
from api.suppliers import queries
from api.suppliers.queries import SUPPLIERS
from api.suppliers.schemas import Supplier, SupplierChange, SupplierQuery, SupplierRequest
from chitrail.clock import now
from chitrail.errors import InvalidInput, NotFound
from chitrail.ids import new_id
from chitrail.money import format_rupees, parse_rupees
from chitrail.reordering.deliveries import next_delivery
from chitrail.tokens import Actor

PLAIN = (
    "name",
    "contact_name",
    "phone",
    "email",
    "address",
    "payment_terms_days",
    "lead_time_days",
    "cutoff",
    "review_days",
)
"""Fields that are columns as they are."""


def listing(connection: Connection, outlet_id: str, query: SupplierQuery) -> Listing[Supplier]:
    """Suppliers of an outlet, by name. Raises InvalidInput for a cursor."""
    if query.cursor is not None:
        raise InvalidInput("this list has no cursor, use offset", field="cursor")
    statement = queries.listing(outlet_id, query)
    rows = connection.execute(statement.limit(query.limit).offset(query.offset)).all()
    page = Page(query.limit, query.offset, count(connection, statement), None)
    zone, at = zone_of(connection, outlet_id), now()
    return Listing([_view(row, zone, at) for row in rows], page)


def read(connection: Connection, outlet_id: str, supplier_id: UUID) -> Reply[Supplier]:
    """A supplier. Raises NotFound."""
    row = found(connection, outlet_id, supplier_id)
    view = _view(row, zone_of(connection, outlet_id), now())
    return Reply(view, version=view.version)


def found(
    connection: Connection, outlet_id: str, supplier_id: UUID, *, lock: bool = False
) -> AnyRow:
    """A supplier's row. Raises NotFound."""
    row = queries.supplier(connection, outlet_id, supplier_id, lock=lock)
    if row is None:
        raise NotFound(f"there is no supplier {supplier_id}")
    return row


def create(connection: Connection, actor: Actor, request: SupplierRequest) -> Reply[Supplier]:
    """A new supplier. Raises InvalidInput, CodeTaken."""
    identity = new_id()
    row = {"id": identity, "outlet_id": actor.outlet_id, "code": request.code}
    statement = insert(SUPPLIERS).values(row | _columns(request)).on_conflict_do_nothing()
    if connection.execute(statement.returning(SUPPLIERS.c.id)).scalar() is None:
        raise CodeTaken(f"there is a supplier {request.code}", field="code")
    made = read(connection, actor.outlet_id, identity)
    record(
        connection,
        actor.outlet_id,
        actor.subject,
        "supplier-created",
        identity,
        code=request.code,
        name=request.name,
    )
    return Reply(made.value, location=f"/api/suppliers/{identity}", version=made.version)


def change(
    connection: Connection,
    actor: Actor,
    supplier_id: UUID,
    request: SupplierChange,
    expected: int | None,
) -> Reply[Supplier]:
    """Change a supplier. Raises NotFound, PreconditionFailed, InvalidInput."""
    row = found(connection, actor.outlet_id, supplier_id, lock=True)
    zone, at = zone_of(connection, actor.outlet_id), now()
    require_version(expected, row.version, _view(row, zone, at))
    columns = _columns(request)
    if request.retired is not None:
        columns["retired_at"] = (row.retired_at or at) if request.retired else None
    told = {name: value for name, value in columns.items() if value != getattr(row, name)}
    columns |= {"version": row.version + 1, "updated_at": at}
    connection.execute(update(SUPPLIERS).where(SUPPLIERS.c.id == supplier_id).values(columns))
    changed = read(connection, actor.outlet_id, supplier_id)
    record(
        connection,
        actor.outlet_id,
        actor.subject,
        "supplier-changed",
        supplier_id,
        of=row.code,
        fields=" ".join(sorted(told)),
    )
    return changed


def _columns(request: SupplierRequest | SupplierChange) -> dict[str, Any]:
    """Columns for what a request names. Raises InvalidInput."""
    columns = {name: getattr(request, name) for name in PLAIN if getattr(request, name) is not None}
    if request.gstin is not None:
        columns["gstin"] = check_gstin(request.gstin, field="gstin") if request.gstin else ""
    if request.delivery_weekdays is not None:
        columns["delivery_weekdays"] = sorted(set(request.delivery_weekdays))
    if request.minimum_order is not None:
        columns["minimum_order_paise"] = parse_rupees(request.minimum_order, field="minimum_order")
    if request.lead_spread_days is not None:
        columns["lead_spread_days"] = Decimal(request.lead_spread_days)
    return columns


def _view(row: AnyRow, zone: str, at: datetime) -> Supplier:
    plain = {name: getattr(row, name) for name in PLAIN}
    days = row.delivery_weekdays
    return Supplier(
        **plain,
        id=row.id,
        version=row.version,
        code=row.code,
        gstin=row.gstin,
        delivery_weekdays=days,
        minimum_order=format_rupees(row.minimum_order_paise),
        lead_spread_days=str(row.lead_spread_days),
        retired=row.retired_at is not None,
        next_delivery=next_delivery(at, zone, row.lead_time_days, days, row.cutoff),
    )
