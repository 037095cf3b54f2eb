"""Tables of goods receipts, invoices of suppliers and returns to them."""

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from api.models import Base, Key, Paise, Quantity, WrittenBy
from api.outlets.models import OutletId


class GoodsReceipt(Base):
    """What a supplier brought of an order at one time; never changed."""

    __tablename__ = "goods_receipts"

    id: Mapped[Key]
    outlet_id: Mapped[OutletId]
    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("purchase_orders.id"))
    supplier_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("suppliers.id"))
    number: Mapped[str]
    business_date: Mapped[date]
    document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stock_documents.id"))
    delivery_note: Mapped[str]
    note: Mapped[str]
    ordered_paise: Mapped[Paise]
    net_paise: Mapped[Paise]
    tax_paise: Mapped[Paise]
    total_paise: Mapped[Paise]
    refused_paise: Mapped[Paise]
    approved_with: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    received_by: Mapped[str]
    received_at: Mapped[datetime]
    xid: Mapped[WrittenBy]


class GoodsReceiptLine(Base):
    """Packs that were accepted and refused; `counted_packs` of the order's line they stand for."""

    __tablename__ = "goods_receipt_lines"

    receipt_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("goods_receipts.id"), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    order_line_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("purchase_order_lines.id"))
    supplier_item_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("supplier_items.id"))
    ingredient_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ingredients.id"))
    pack_size: Mapped[Quantity]
    packs: Mapped[Quantity]
    counted_packs: Mapped[Quantity]
    quantity: Mapped[Quantity]
    refused_packs: Mapped[Quantity]
    refused_because: Mapped[str]
    price_paise: Mapped[Paise]
    tax_rate_bp: Mapped[int]
    net_paise: Mapped[Paise]
    tax_paise: Mapped[Paise]
    reason: Mapped[str]
    lot_code: Mapped[str]
    expires_on: Mapped[date | None]
    returned_packs: Mapped[Quantity]


class SupplierInvoice(Base):
    """What a supplier asks for receipts; a difference is accepted by somebody, with a note."""

    __tablename__ = "supplier_invoices"

    id: Mapped[Key]
    outlet_id: Mapped[OutletId]
    supplier_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("suppliers.id"))
    number: Mapped[str]
    invoice_date: Mapped[date]
    due_on: Mapped[date]
    total_paise: Mapped[Paise]
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime]
    accepted_by: Mapped[str | None]
    accepted_at: Mapped[datetime | None]
    accept_note: Mapped[str]
    xid: Mapped[WrittenBy]


class SupplierInvoiceReceipt(Base):
    """Which invoice asks for a receipt."""

    __tablename__ = "supplier_invoice_receipts"

    receipt_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("goods_receipts.id"), primary_key=True)
    invoice_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("supplier_invoices.id"))


class SupplierReturn(Base):
    """What went back to a supplier after it was accepted, under a debit note; never changed."""

    __tablename__ = "supplier_returns"

    id: Mapped[Key]
    outlet_id: Mapped[OutletId]
    supplier_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("suppliers.id"))
    receipt_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("goods_receipts.id"))
    number: Mapped[str]
    business_date: Mapped[date]
    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stock_documents.id"))
    reason: Mapped[str]
    net_paise: Mapped[Paise]
    tax_paise: Mapped[Paise]
    total_paise: Mapped[Paise]
    returned_by: Mapped[str]
    returned_at: Mapped[datetime]
    xid: Mapped[WrittenBy]


class SupplierReturnLine(Base):
    """Packs of a receipt's line that went back; `position` is that line's."""

    __tablename__ = "supplier_return_lines"

    return_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("supplier_returns.id"), primary_key=True
    )
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    ingredient_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ingredients.id"))
    packs: Mapped[Quantity]
    quantity: Mapped[Quantity]
    net_paise: Mapped[Paise]
    tax_paise: Mapped[Paise]
