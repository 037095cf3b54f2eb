"""Routes of goods receipts, invoices of suppliers and returns to them."""

from uuid import UUID

from sqlalchemy import Connection

from api.authorization import MANAGEMENT
from api.paging import Listing
from api.receiving import invoices, reading, returns, service
from api.receiving.schemas import (
    AcceptRequest,
    Receipt,
    ReceiptHeader,
    ReceiptQuery,
    ReceiptRequest,
    ReturnRequest,
    SupplierInvoice,
    SupplierInvoiceQuery,
    SupplierInvoiceRequest,
    SupplierReturn,
)
from api.reply import Reply
from api.routing import Routes
from chitrail.tokens import Actor

routes = Routes("receiving")


@routes.post(
    "/api/purchase-orders/<uuid:purchase_id>/receipts",
    roles=MANAGEMENT,
    status=201,
    refusals=(404, 409, 412),
)
def receive_goods(
    purchase_id: UUID,
    body: ReceiptRequest,
    actor: Actor,
    connection: Connection,
    expected_version: int | None,
) -> Reply[Receipt]:
    """Record what came of an order; what is accepted enters the stock."""
    return service.receive(connection, actor, purchase_id, body, expected_version)


@routes.get("/api/goods-receipts", roles=MANAGEMENT)
def list_goods_receipts(
    query: ReceiptQuery, actor: Actor, connection: Connection
) -> Listing[ReceiptHeader]:
    """List what suppliers brought, newest first."""
    return reading.listing(connection, actor.outlet_id, query)


@routes.get("/api/goods-receipts/<uuid:receipt_id>", roles=MANAGEMENT, refusals=(404,))
def get_goods_receipt(receipt_id: UUID, actor: Actor, connection: Connection) -> Receipt:
    """Read what a supplier brought."""
    return reading.read(connection, actor.outlet_id, receipt_id)


@routes.post(
    "/api/goods-receipts/<uuid:receipt_id>/returns",
    roles=MANAGEMENT,
    status=201,
    refusals=(404, 409),
)
def return_goods(
    receipt_id: UUID, body: ReturnRequest, actor: Actor, connection: Connection
) -> Reply[SupplierReturn]:
    """Give packs back to the supplier under a debit note; they leave the stock."""
    return returns.give_back(connection, actor, receipt_id, body)


@routes.get("/api/supplier-returns/<uuid:return_id>", roles=MANAGEMENT, refusals=(404,))
def get_supplier_return(return_id: UUID, actor: Actor, connection: Connection) -> SupplierReturn:
    """Read what went back to a supplier."""
    return returns.read(connection, actor.outlet_id, return_id)


@routes.post("/api/supplier-invoices", roles=MANAGEMENT, status=201, refusals=(409,))
def record_supplier_invoice(
    body: SupplierInvoiceRequest, actor: Actor, connection: Connection
) -> Reply[SupplierInvoice]:
    """Record what a supplier asks for receipts, compared with what was ordered and received."""
    return invoices.create(connection, actor, body)


@routes.get("/api/supplier-invoices", roles=MANAGEMENT)
def list_supplier_invoices(
    query: SupplierInvoiceQuery, actor: Actor, connection: Connection
) -> Listing[SupplierInvoice]:
    """List invoices of suppliers, newest first."""
    return invoices.listing(connection, actor.outlet_id, query)


@routes.get("/api/supplier-invoices/<uuid:supplier_invoice_id>", roles=MANAGEMENT, refusals=(404,))
def get_supplier_invoice(
    supplier_invoice_id: UUID, actor: Actor, connection: Connection
) -> SupplierInvoice:
    """Read a supplier's invoice with its difference."""
    return invoices.read(connection, actor.outlet_id, supplier_invoice_id)


@routes.post(
    "/api/supplier-invoices/<uuid:supplier_invoice_id>/accept",
    roles=MANAGEMENT,
    refusals=(404, 409),
)
def accept_supplier_invoice(
    supplier_invoice_id: UUID, body: AcceptRequest, actor: Actor, connection: Connection
) -> SupplierInvoice:
    """Accept the difference between what is asked for and what was received."""
    return invoices.accept(connection, actor, supplier_invoice_id, body)
