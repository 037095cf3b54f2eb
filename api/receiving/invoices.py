"""What suppliers ask for: compared with what was ordered and received, a difference accepted by name."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Connection, update
from sqlalchemy.dialects.postgresql import insert

from api.audit.service import record
from api.models import AnyRow
from api.outlets.service import trading_day
from api.paging import Listing, paged
from api.receiving import queries
from api.receiving.queries import INVOICED, INVOICES
from api.receiving.schemas import (
    AcceptRequest,
    InvoicePart,
    SupplierInvoice,
    SupplierInvoiceQuery,
    SupplierInvoiceRequest,
)
from api.reply import Reply
from api.suppliers import queries as suppliers
from chitrail.clock import now
from chitrail.errors import Conflict, InvalidInput, NotFound
from chitrail.ids import new_id
from chitrail.money import MAX_PAISE, PAISE_PER_RUPEE, format_rupees, parse_rupees
from chitrail.tokens import Actor


class InvoiceKnown(Conflict):
    """A supplier's invoice is paid once, and so is a receipt."""

    code = "invoice-known"
    title = "This was asked for already"


class NothingToAccept(Conflict):
    """Only a difference is accepted, and once."""

    code = "nothing-to-accept"
    title = "There is no difference to accept"


def create(
    connection: Connection, actor: Actor, request: SupplierInvoiceRequest
) -> Reply[SupplierInvoice]:
    """Record an invoice for receipts. Raises InvalidInput, InvoiceKnown."""
    part = InvoicePart(
        number=request.number, total=request.total, invoice_date=request.invoice_date
    )
    if suppliers.supplier(connection, actor.outlet_id, request.supplier_id) is None:
        raise InvalidInput("there is no such supplier", field="supplier_id")
    invoice_id = attach(connection, actor, request.supplier_id, part, request.receipt_ids)
    made = read(connection, actor.outlet_id, invoice_id)
    record(
        connection,
        actor.outlet_id,
        actor.subject,
        "supplier-invoice",
        invoice_id,
        number=made.number,
        total=made.total,
        difference=made.difference,
    )
    return Reply(made, location=f"/api/supplier-invoices/{invoice_id}")


def attach(
    connection: Connection,
    actor: Actor,
    supplier_id: UUID,
    part: InvoicePart,
    receipt_ids: Collection[UUID],
) -> UUID:
    """Write an invoice for receipts of a supplier. Raises InvalidInput, InvoiceKnown."""
    total = parse_rupees(part.total, field="total")
    if total > MAX_PAISE:
        raise InvalidInput("is more than the books hold", field="total")
    wanted = set(receipt_ids)
    rows = queries.receipts_of(connection, actor.outlet_id, supplier_id, wanted)
    if len(rows) != len(wanted):
        raise InvalidInput("not all are receipts of this supplier", field="receipt_ids")
    at = now()
    day = part.invoice_date or trading_day(connection, actor.outlet_id, at)
    row = {
        "id": new_id(),
        "outlet_id": actor.outlet_id,
        "supplier_id": supplier_id,
        "number": part.number,
        "invoice_date": day,
        "due_on": _due(connection, actor, supplier_id, day),
        "total_paise": total,
        "recorded_by": actor.subject,
        "recorded_at": at,
    }
    made = insert(INVOICES).values(row).on_conflict_do_nothing().returning(INVOICES.c.id)
    if connection.execute(made).scalar() is None:
        raise InvoiceKnown(f"this supplier's invoice {part.number} is recorded", field="number")
    links = [{"receipt_id": one, "invoice_id": row["id"]} for one in sorted(wanted)]
    linked = insert(INVOICED).values(links).on_conflict_do_nothing()
    if len(connection.execute(linked.returning(INVOICED.c.receipt_id)).all()) != len(wanted):
        raise InvoiceKnown("another invoice asks for one of these receipts", field="receipt_ids")
    return UUID(str(row["id"]))


def accept(
    connection: Connection, actor: Actor, invoice_id: UUID, request: AcceptRequest
) -> SupplierInvoice:
    """Accept the difference of an invoice. Raises NotFound, NothingToAccept."""
    before = read(connection, actor.outlet_id, invoice_id)
    waits = before.status == "DIFFERS"
    accepted = update(INVOICES).where(INVOICES.c.id == invoice_id, INVOICES.c.accepted_at.is_(None))
    columns = {"accepted_by": actor.subject, "accepted_at": now(), "accept_note": request.note}
    if not waits or connection.execute(accepted.values(columns)).rowcount != 1:
        raise NothingToAccept(f"invoice {before.number} has no open difference")
    record(
        connection,
        actor.outlet_id,
        actor.subject,
        "supplier-invoice-accepted",
        invoice_id,
        number=before.number,
        difference=before.difference,
        note=request.note,
    )
    return read(connection, actor.outlet_id, invoice_id)


def read(connection: Connection, outlet_id: str, invoice_id: UUID) -> SupplierInvoice:
    """An invoice. Raises NotFound."""
    row = queries.invoice(connection, outlet_id, invoice_id)
    if row is None:
        raise NotFound(f"there is no supplier invoice {invoice_id}")
    return _view(row)


def listing(
    connection: Connection, outlet_id: str, query: SupplierInvoiceQuery
) -> Listing[SupplierInvoice]:
    """Invoices, newest first."""
    statement = queries.invoice_listing(outlet_id, query)
    rows, page = paged(connection, statement, query, (INVOICES.c.recorded_at, INVOICES.c.id))
    return Listing([_view(row) for row in rows], page)


def _due(connection: Connection, actor: Actor, supplier_id: UUID, day: date) -> date:
    supplier = suppliers.supplier(connection, actor.outlet_id, supplier_id)
    terms = 0 if supplier is None else supplier.payment_terms_days
    try:
        return day + timedelta(days=terms)
    except OverflowError as error:
        raise InvalidInput("is too far away", field="invoice_date") from error


def _view(row: AnyRow) -> SupplierInvoice:
    difference = row.total_paise - int(row.received_paise)
    matches = abs(difference) < PAISE_PER_RUPEE
    return SupplierInvoice(
        id=row.id,
        supplier_id=row.supplier_id,
        number=row.number,
        invoice_date=row.invoice_date,
        due_on=row.due_on,
        ordered=format_rupees(int(row.ordered_paise)),
        received=format_rupees(int(row.received_paise)),
        total=format_rupees(row.total_paise),
        difference=format_rupees(difference),
        returned=format_rupees(int(row.returned_paise)),
        status="MATCHES" if matches else "DIFFERS" if row.accepted_at is None else "ACCEPTED",
        accepted_by=row.accepted_by,
        accepted_at=row.accepted_at,
        accept_note=row.accept_note,
        recorded_by=row.recorded_by,
        recorded_at=row.recorded_at,
        receipt_ids=sorted(row.receipt_ids),
    )
