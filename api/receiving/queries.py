"""Queries about goods receipts, invoices of suppliers and returns."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Connection, func, select

from api.models import AnyRow, AnySelect, table_of
from api.purchasing.queries import LINES as ORDER_LINES
from api.receiving.models import (
    GoodsReceipt,
    GoodsReceiptLine,
    SupplierInvoice,
    SupplierInvoiceReceipt,
    SupplierReturn,
    SupplierReturnLine,
)
from api.receiving.schemas import ReceiptQuery, SupplierInvoiceQuery
from api.suppliers.queries import INGREDIENTS

RECEIPTS, LINES = table_of(GoodsReceipt), table_of(GoodsReceiptLine)
INVOICES, INVOICED = table_of(SupplierInvoice), table_of(SupplierInvoiceReceipt)
RETURNS, RETURN_LINES = table_of(SupplierReturn), table_of(SupplierReturnLine)


def receipts(outlet_id: str) -> AnySelect:
    """Statement for the receipts of an outlet with the invoice that asks for each."""
    return (
        select(RECEIPTS, INVOICED.c.invoice_id)
        .join(INVOICED, INVOICED.c.receipt_id == RECEIPTS.c.id, isouter=True)
        .where(RECEIPTS.c.outlet_id == outlet_id)
    )


def listing(outlet_id: str, query: ReceiptQuery) -> AnySelect:
    """Statement for the receipts of an outlet that match."""
    statement = receipts(outlet_id)
    if query.order_id is not None:
        statement = statement.where(RECEIPTS.c.order_id == query.order_id)
    if query.supplier_id is not None:
        statement = statement.where(RECEIPTS.c.supplier_id == query.supplier_id)
    return statement


def receipt(connection: Connection, outlet_id: str, receipt_id: UUID) -> AnyRow | None:
    """A receipt of an outlet."""
    statement = receipts(outlet_id).where(RECEIPTS.c.id == receipt_id)
    return connection.execute(statement).one_or_none()


def lines(connection: Connection, receipt_id: UUID) -> Sequence[AnyRow]:
    """Lines of a receipt with their ingredient and the price that was ordered."""
    statement = (
        select(
            LINES,
            INGREDIENTS.c.code.label("ingredient_code"),
            INGREDIENTS.c.unit,
            ORDER_LINES.c.price_paise.label("ordered_price_paise"),
        )
        .join(INGREDIENTS, INGREDIENTS.c.id == LINES.c.ingredient_id)
        .join(ORDER_LINES, ORDER_LINES.c.id == LINES.c.order_line_id)
        .where(LINES.c.receipt_id == receipt_id)
        .order_by(LINES.c.position)
    )
    return connection.execute(statement).all()


def lock_lines(connection: Connection, receipt_id: UUID) -> dict[int, AnyRow]:
    """Lines of a receipt by position; nobody else returns any until the transaction ends."""
    statement = select(LINES).where(LINES.c.receipt_id == receipt_id).order_by(LINES.c.position)
    # Whoever may change a column alone may lock for that and no more.
    rows = connection.execute(statement.with_for_update(key_share=True))
    return {row.position: row for row in rows}


def units(connection: Connection, ids: Collection[UUID]) -> dict[UUID, str]:
    """Units that ingredients are kept in, by id."""
    statement = select(INGREDIENTS.c.id, INGREDIENTS.c.unit).where(INGREDIENTS.c.id.in_(ids))
    return {row.id: row.unit for row in connection.execute(statement)}


def receipts_of(
    connection: Connection, outlet_id: str, supplier_id: UUID, ids: Collection[UUID]
) -> Sequence[AnyRow]:
    """Those of these receipts that are a supplier's, with the invoice that asks for each."""
    statement = receipts(outlet_id).where(
        RECEIPTS.c.supplier_id == supplier_id, RECEIPTS.c.id.in_(ids)
    )
    return connection.execute(statement).all()


def invoices(outlet_id: str) -> AnySelect:
    """Statement for the invoices of an outlet with the sums of their receipts and what went back."""
    back = (
        select(RETURNS.c.receipt_id, func.sum(RETURNS.c.total_paise).label("paise"))
        .group_by(RETURNS.c.receipt_id)
        .subquery()
    )
    sums = (
        select(
            INVOICED.c.invoice_id,
            func.sum(RECEIPTS.c.ordered_paise).label("ordered_paise"),
            func.sum(RECEIPTS.c.total_paise).label("received_paise"),
            func.coalesce(func.sum(back.c.paise), 0).label("returned_paise"),
            func.array_agg(RECEIPTS.c.id).label("receipt_ids"),
        )
        .join(RECEIPTS, RECEIPTS.c.id == INVOICED.c.receipt_id)
        .join(back, back.c.receipt_id == RECEIPTS.c.id, isouter=True)
        .group_by(INVOICED.c.invoice_id)
        .subquery()
    )
    totals = (sums.c.ordered_paise, sums.c.received_paise, sums.c.returned_paise)
    return (
        select(INVOICES, *totals, sums.c.receipt_ids)
        .join(sums, sums.c.invoice_id == INVOICES.c.id)
        .where(INVOICES.c.outlet_id == outlet_id)
    )


def invoice_listing(outlet_id: str, query: SupplierInvoiceQuery) -> AnySelect:
    """Statement for the invoices of an outlet that match."""
    statement = invoices(outlet_id)
    if query.supplier_id is not None:
        statement = statement.where(INVOICES.c.supplier_id == query.supplier_id)
    return statement


def invoice(connection: Connection, outlet_id: str, invoice_id: UUID) -> AnyRow | None:
    """An invoice of an outlet."""
    return connection.execute(invoices(outlet_id).where(INVOICES.c.id == invoice_id)).one_or_none()


def returned(connection: Connection, outlet_id: str, return_id: UUID) -> AnyRow | None:
    """A return of an outlet."""
    statement = select(RETURNS).where(RETURNS.c.id == return_id, RETURNS.c.outlet_id == outlet_id)
    return connection.execute(statement).one_or_none()


def return_lines(connection: Connection, return_id: UUID) -> Sequence[AnyRow]:
    """Lines of a return."""
    statement = select(RETURN_LINES).where(RETURN_LINES.c.return_id == return_id)
    return connection.execute(statement.order_by(RETURN_LINES.c.position)).all()
