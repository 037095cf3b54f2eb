"""Reading invoices and credit notes."""

from uuid import UUID

from sqlalchemy import Connection

from api.invoices import queries
from api.invoices.queries import INVOICES
from api.invoices.schemas import CreditNote, Invoice, InvoiceHeader, InvoiceQuery
from api.invoices.views import header_fields, header_view, line_view, note_view
from api.paging import Listing, paged
from chitrail.errors import NotFound


def listing(connection: Connection, outlet_id: str, query: InvoiceQuery) -> Listing[InvoiceHeader]:
    """Invoices of an outlet, newest first."""
    statement = queries.listing(outlet_id, query)
    rows, page = paged(connection, statement, query, (INVOICES.c.issued_at, INVOICES.c.id))
    return Listing([header_view(row) for row in rows], page)


def read(connection: Connection, outlet_id: str, invoice_id: UUID) -> Invoice:
    """An invoice with its credit notes. Raises NotFound."""
    row = queries.invoice(connection, outlet_id, invoice_id)
    if row is None:
        raise NotFound(f"there is no invoice {invoice_id}")
    note_lines = queries.note_lines(connection, invoice_id)
    return Invoice(
        **header_fields(row),
        lines=[line_view(line) for line in queries.lines(connection, invoice_id)],
        credit_notes=[
            note_view(note, row.number, note_lines)
            for note in queries.notes(connection, invoice_id)
        ],
    )


def credit_note(connection: Connection, outlet_id: str, note_id: UUID) -> CreditNote:
    """A credit note. Raises NotFound."""
    row = queries.note(connection, outlet_id, note_id)
    if row is None:
        raise NotFound(f"there is no credit note {note_id}")
    invoice = queries.invoice(connection, outlet_id, row.invoice_id)
    if invoice is None:
        raise NotFound(f"there is no invoice {row.invoice_id}")
    return note_view(row, invoice.number, queries.note_lines(connection, row.invoice_id))
