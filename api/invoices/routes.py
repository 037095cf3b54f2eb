"""Routes of invoices and credit notes."""

from uuid import UUID

from sqlalchemy import Connection

from api.authorization import FLOOR, MANAGEMENT
from api.invoices import credit_notes, identity, printing, reading, service, summaries
from api.invoices.schemas import (
    CreditNote,
    CreditNoteRequest,
    Invoice,
    InvoiceHeader,
    InvoiceQuery,
    InvoiceRequest,
    InvoiceSettings,
    PrintQuery,
    SettingsRequest,
)
from api.invoices.summaries import InvoiceSummary, SummaryQuery
from api.paging import Listing
from api.reply import Encoded, Reply
from api.routing import Routes
from chitrail.clock import now
from chitrail.tokens import Actor

routes = Routes("invoices")


@routes.post("/api/invoices/settings", roles=MANAGEMENT)
def save_invoice_settings(
    body: SettingsRequest, actor: Actor, connection: Connection
) -> InvoiceSettings:
    """Say what the outlet is to the tax office, and how its invoices are numbered."""
    return identity.save(connection, actor, body)


@routes.get("/api/invoices/settings", roles=FLOOR, refusals=(404,))
def get_invoice_settings(actor: Actor, connection: Connection) -> InvoiceSettings:
    """Read what the outlet is to the tax office."""
    return identity.read(connection, actor.outlet_id)


@routes.post(
    "/api/orders/<uuid:order_id>/invoice",
    roles=FLOOR,
    status=201,
    also=(200,),
    refusals=(404, 409),
)
def issue_invoice(
    order_id: UUID, body: InvoiceRequest, actor: Actor, connection: Connection
) -> Reply[Invoice]:
    """Issue the invoice of a settled order; asked again (200), the same one."""
    return service.issue(connection, actor, order_id, body, now())


@routes.get("/api/invoices", roles=FLOOR)
def list_invoices(
    query: InvoiceQuery, actor: Actor, connection: Connection
) -> Listing[InvoiceHeader]:
    """List invoices, newest first."""
    return reading.listing(connection, actor.outlet_id, query)


@routes.get("/api/invoices/summary", roles=MANAGEMENT)
def invoice_summary(query: SummaryQuery, actor: Actor, connection: Connection) -> InvoiceSummary:
    """Read what was invoiced and credited by tax rate and HSN code."""
    return summaries.summary(connection, actor.outlet_id, query)


@routes.get("/api/invoices/summary.csv", roles=MANAGEMENT, returns=str, media_types=("text/csv",))
def invoice_summary_csv(query: SummaryQuery, actor: Actor, connection: Connection) -> Encoded:
    """Read the same as a table for a spreadsheet."""
    found = summaries.summary(connection, actor.outlet_id, query)
    name = f"gst-{query.from_}-{query.to}.csv"
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return Encoded(200, summaries.as_csv(found), headers)


@routes.get("/api/invoices/<uuid:invoice_id>", roles=FLOOR, refusals=(404,))
def get_invoice(invoice_id: UUID, actor: Actor, connection: Connection) -> Invoice:
    """Read an invoice with its credit notes."""
    return reading.read(connection, actor.outlet_id, invoice_id)


@routes.get("/api/invoices/<uuid:invoice_id>/print", roles=FLOOR, returns=bytes, refusals=(404,))
def print_invoice(
    invoice_id: UUID, query: PrintQuery, actor: Actor, connection: Connection
) -> Encoded:
    """Read an invoice as a page to print."""
    return printing.page(reading.read(connection, actor.outlet_id, invoice_id), query.format)


@routes.post(
    "/api/invoices/<uuid:invoice_id>/credit-notes",
    roles=MANAGEMENT,
    status=201,
    refusals=(404, 409),
)
def issue_credit_note(
    invoice_id: UUID, body: CreditNoteRequest, actor: Actor, connection: Connection
) -> Reply[CreditNote]:
    """Give back part or all of an invoice."""
    return credit_notes.credit(connection, actor, invoice_id, body, now())


@routes.get("/api/credit-notes/<uuid:note_id>", roles=FLOOR, refusals=(404,))
def get_credit_note(note_id: UUID, actor: Actor, connection: Connection) -> CreditNote:
    """Read a credit note."""
    return reading.credit_note(connection, actor.outlet_id, note_id)


@routes.get("/api/credit-notes/<uuid:note_id>/print", roles=FLOOR, returns=bytes, refusals=(404,))
def print_credit_note(
    note_id: UUID, query: PrintQuery, actor: Actor, connection: Connection
) -> Encoded:
    """Read a credit note as a page to print."""
    note = reading.credit_note(connection, actor.outlet_id, note_id)
    invoice = reading.read(connection, actor.outlet_id, note.invoice_id)
    return printing.page(invoice, query.format, note)
