"""Brings rows together into whole orders. One bad row refuses its order, so that no total is half."""

from collections import defaultdict
from dataclasses import dataclass, field

from api.importing.csv_files import Table
from api.importing.fields import Row
from api.importing.history import CANCELLED, Line, Order, Outlet, Payment
from api.importing.order_rows import OrderCells, PaymentCells
from chitrail.clock import business_date
from chitrail.money import MAX_PAISE, format_rupees

ROUND_OFF_LIMIT = 50


@dataclass
class Draft:
    """An order while its rows are read."""

    rows: list[tuple[Table, int, Row]] = field(default_factory=list)
    cells: OrderCells | None = None
    lines: list[Line] = field(default_factory=list)
    payments: list[tuple[str, PaymentCells]] = field(default_factory=list)
    skipped: bool = False
    refused: str = ""

    def refuse(self, reason: str) -> None:
        """The order cannot be booked; the first reason stays."""
        self.refused = self.refused or reason


class Drafts(defaultdict[str, Draft]):
    """Orders by their external id."""

    def __init__(self) -> None:
        super().__init__(Draft)

    def add(self, key: str, table: Table, line: int, row: Row) -> Draft:
        """The order of a row."""
        draft = self[key]
        draft.rows.append((table, line, row))
        return draft

    def known(self, key: str, table: Table, line: int, row: Row) -> Draft:  # noqa: ARG002
        """The same for a row that was added before: on a flat file."""
        return self[key]


def finish(
    drafts: Drafts, outlet: Outlet, *, has_payments: bool, payments_may_differ: bool
) -> list[Order]:
    """Orders that can be booked; all rows of the others are rejected or skipped, with the reason."""
    orders = []
    for key, draft in drafts.items():
        order = None
        if not draft.refused:
            order = _order(key, draft, outlet, has_payments=has_payments)
        if order is not None:
            _check(order, draft, payments_may_differ=payments_may_differ)
        if draft.refused:
            for table, line, row in draft.rows:
                table.reject(line, row, f"order {key}: {draft.refused}")
        elif order is None:
            for table, line, row in draft.rows:
                table.skip(line, row, f"order {key}: all its lines are skipped")
        else:
            orders.append(order)
    return orders


def _order(key: str, draft: Draft, outlet: Outlet, *, has_payments: bool) -> Order | None:
    """None when nothing is left of the order, or when it was refused just now."""
    cells = draft.cells
    if cells is None:
        draft.refuse("there is no row of the order itself")
        return None
    if not draft.lines:
        if not draft.skipped:
            draft.refuse("has no lines")
        return None
    return Order(
        external_id=key,
        placed_at=cells.placed_at,
        business_date=business_date(cells.placed_at, outlet.zone, outlet.cutover_hour),
        status=cells.status,
        order_type=cells.order_type,
        lines=draft.lines,
        payments=_payments(draft, cells) if has_payments else None,
        number=cells.number,
        table_label=cells.table_label,
        note=cells.note,
        tax_paise=cells.tax_paise,
    )


def _payments(draft: Draft, cells: OrderCells) -> list[Payment]:
    """Payments with an amount; a cancelled order has none."""
    if cells.status == CANCELLED:
        return []
    total = sum(line.quantity * line.unit_price_paise for line in draft.lines) + cells.tax_paise
    if cells.total_paise is not None:
        total = cells.total_paise
    payments = []
    for external_id, paid in draft.payments:
        amount = total if paid.amount_paise is None else paid.amount_paise
        if amount > 0:
            paid_at = paid.paid_at or cells.placed_at
            payments.append(Payment(external_id, paid.method, amount, paid_at))
    return payments


def _check(order: Order, draft: Draft, *, payments_may_differ: bool) -> None:
    stated = draft.cells.total_paise if draft.cells else None
    if stated is not None:
        difference = stated - order.total_paise
        if abs(difference) > ROUND_OFF_LIMIT:
            draft.refuse(
                f"its total is {format_rupees(stated)}, its lines and tax make "
                f"{format_rupees(order.total_paise)}"
            )
            return
        order.round_off_paise = difference
    if not 0 <= order.total_paise <= MAX_PAISE:
        draft.refuse(f"its total {format_rupees(order.total_paise)} is more than the books take")
    if order.payments and not payments_may_differ:
        paid = sum(payment.amount_paise for payment in order.payments)
        if paid != order.total_paise:
            draft.refuse(
                f"its payments make {format_rupees(paid)}, its total is "
                f"{format_rupees(order.total_paise)}; see `payments.differs`"
            )
