"""Queries about invoices and credit notes."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert

from api.invoices.models import (
    CreditNote,
    CreditNoteLine,
    Invoice,
    InvoiceLine,
    InvoiceSettings,
)
from api.invoices.numbering import COUNTERS
from api.invoices.schemas import InvoiceQuery
from api.models import AnyRow, AnySelect, table_of
from api.outlets.models import Outlet

INVOICES, LINES = table_of(Invoice), table_of(InvoiceLine)
NOTES, NOTE_LINES = table_of(CreditNote), table_of(CreditNoteLine)
SETTINGS, OUTLETS = table_of(InvoiceSettings), table_of(Outlet)


def settings(connection: Connection, outlet_id: str) -> AnyRow | None:
    """An outlet's settings with its name and GSTIN; None before they are first made."""
    statement = (
        select(SETTINGS, OUTLETS.c.gstin, OUTLETS.c.name.label("outlet_name"))
        .join(OUTLETS, OUTLETS.c.id == SETTINGS.c.outlet_id)
        .where(SETTINGS.c.outlet_id == outlet_id)
    )
    return connection.execute(statement).one_or_none()


def save_settings(connection: Connection, row: dict[str, Any], gstin: str | None) -> None:
    """Make or change an outlet's settings."""
    statement = insert(SETTINGS).values(row)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["outlet_id"], set_=dict(row))
    )
    connection.execute(
        update(OUTLETS)
        .where(OUTLETS.c.id == row["outlet_id"], OUTLETS.c.gstin.is_distinct_from(gstin))
        .values(gstin=gstin)
    )


def counted_kind(connection: Connection, issuer: str, series: str, year: str) -> str | None:
    """The kind of documents a series numbers in a financial year; None before the first."""
    statement = select(COUNTERS.c.kind).where(
        COUNTERS.c.issuer == issuer,
        COUNTERS.c.series == series,
        COUNTERS.c.financial_year == year,
    )
    return connection.execute(statement).scalar()


def _invoices(outlet_id: str) -> AnySelect:
    credited = (
        select(func.coalesce(func.sum(NOTES.c.total_paise), literal(0)))
        .where(NOTES.c.invoice_id == INVOICES.c.id)
        .scalar_subquery()
    )
    statement = select(INVOICES, credited.label("credited_paise"))
    return statement.where(INVOICES.c.outlet_id == outlet_id)


def invoice(connection: Connection, outlet_id: str, invoice_id: UUID) -> AnyRow | None:
    """An invoice of an outlet."""
    statement = _invoices(outlet_id).where(INVOICES.c.id == invoice_id)
    return connection.execute(statement).one_or_none()


def invoice_of_order(connection: Connection, outlet_id: str, order_id: UUID) -> AnyRow | None:
    """The invoice of an order."""
    statement = _invoices(outlet_id).where(INVOICES.c.order_id == order_id)
    return connection.execute(statement).one_or_none()


def listing(outlet_id: str, query: InvoiceQuery) -> AnySelect:
    """Statement for the invoices of an outlet that match."""
    statement = _invoices(outlet_id)
    for column, value in (
        (INVOICES.c.business_date, query.business_date),
        (INVOICES.c.number, query.number),
        (INVOICES.c.order_id, query.order_id),
        (INVOICES.c.buyer_gstin, query.buyer_gstin),
    ):
        if value is not None:
            statement = statement.where(column == value)
    return statement


def lines(connection: Connection, invoice_id: UUID) -> Sequence[AnyRow]:
    """Lines of an invoice in their order, with what credit notes took of each."""
    taken = (
        select(
            NOTE_LINES.c.line_no,
            func.sum(NOTE_LINES.c.quantity).label("quantity"),
            func.sum(NOTE_LINES.c.taxable_paise).label("taxable_paise"),
            func.sum(NOTE_LINES.c.cgst_paise).label("cgst_paise"),
        )
        .where(NOTE_LINES.c.invoice_id == invoice_id)
        .group_by(NOTE_LINES.c.line_no)
        .subquery()
    )
    statement = (
        select(
            LINES,
            *(
                func.coalesce(taken.c[name], 0).label(f"credited_{name}")
                for name in ("quantity", "taxable_paise", "cgst_paise")
            ),
        )
        .join(taken, taken.c.line_no == LINES.c.line_no, isouter=True)
        .where(LINES.c.invoice_id == invoice_id)
        .order_by(LINES.c.line_no)
    )
    return connection.execute(statement).all()


def note(connection: Connection, outlet_id: str, note_id: UUID) -> AnyRow | None:
    """A credit note of an outlet."""
    statement = select(NOTES).where(NOTES.c.id == note_id, NOTES.c.outlet_id == outlet_id)
    return connection.execute(statement).one_or_none()


def notes(connection: Connection, invoice_id: UUID) -> Sequence[AnyRow]:
    """Credit notes of an invoice, oldest first."""
    statement = select(NOTES).where(NOTES.c.invoice_id == invoice_id)
    return connection.execute(statement.order_by(NOTES.c.issued_at, NOTES.c.serial)).all()


def note_lines(connection: Connection, invoice_id: UUID) -> Sequence[AnyRow]:
    """Lines of all credit notes of an invoice, with what the invoice says about each."""
    statement = (
        select(NOTE_LINES, LINES.c.item_name, LINES.c.hsn_code, LINES.c.tax_rate_bp)
        .join(
            LINES,
            (LINES.c.invoice_id == NOTE_LINES.c.invoice_id)
            & (LINES.c.line_no == NOTE_LINES.c.line_no),
        )
        .where(NOTE_LINES.c.invoice_id == invoice_id)
        .order_by(NOTE_LINES.c.line_no)
    )
    return connection.execute(statement).all()
