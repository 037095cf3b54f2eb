"""Reads what a row says about an order itself: when, which kind, how it was paid."""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from zoneinfo import ZoneInfo

from api.importing import amounts
from api.importing.codes import method_code
from api.importing.csv_files import Table
from api.importing.fields import Row, as_text, optional, required
from api.importing.history import CANCELLED, COMPLETED
from api.importing.mapping import MoneyFormat, Orders, Payments, TextKey
from api.importing.moments import moment
from api.importing.problems import MappingProblem, RowRejected

ORDER_TYPES = ("DINE_IN", "TAKEAWAY", "DELIVERY")
STATUSES = (COMPLETED, CANCELLED)
MAX_NUMBER = 2_147_483_647
_METHOD = re.compile(r"[A-Z][A-Z0-9_]{1,31}")
KeyReader = Callable[[int, Row], str]


@dataclass(frozen=True, slots=True)
class PaymentCells:
    """Payment columns of a row; `amount_paise` None is the order's total."""

    method: str | None
    amount_paise: int | None
    paid_at: datetime | None


@dataclass(frozen=True, slots=True)
class OrderCells:
    """Order columns of a row; on a flat file the same on every row of an order."""

    placed_at: datetime
    order_type: str
    status: str
    table_label: str
    note: str
    number: int | None
    tax_paise: int
    total_paise: int | None
    payment: PaymentCells | None

    def differences(self, other: "OrderCells") -> str:
        """Names of the columns in which two rows of an order disagree."""
        names = (column.name.removesuffix("_paise") for column in fields(self))
        return ", ".join(
            name
            for name, column in zip(names, fields(self), strict=True)
            if getattr(self, column.name) != getattr(other, column.name)
        )


def order_key(key_value: TextKey | None, table: Table, key: str) -> KeyReader:
    """Reader of the order a row belongs to; without such a key each line is an order of its own."""
    if key_value is None:
        return lambda line, _: f"row-{line}"
    read = required(key_value, table, key)
    return lambda _, row: read(row)


class OrderReader:
    """Reads the order columns of a row, and its payment columns when they stand in the same file."""

    def __init__(
        self,
        spec: Orders,
        table: Table,
        zone: ZoneInfo,
        form: MoneyFormat,
        payments: Payments | None,
    ) -> None:
        self._placed_at = moment(spec.placed_at, table, "orders.placed_at", zone)
        self._order_type = optional(
            spec.order_type, table, "orders.order_type", allowed=ORDER_TYPES, otherwise="DINE_IN"
        )
        self._status = optional(
            spec.status, table, "orders.status", allowed=STATUSES, otherwise=COMPLETED
        )
        self._table_label = optional(spec.table_label, table, "orders.table_label", otherwise="")
        self._note = optional(spec.note, table, "orders.note", otherwise="")
        self._number = optional(spec.number, table, "orders.number")
        self._tax = amounts.price(spec.tax, table, "orders.tax", form)
        self._total = amounts.price(spec.total, table, "orders.total", form)
        self._payment = PaymentReader(payments, table, zone, form) if payments else None

    def __call__(self, row: Row) -> OrderCells:
        """The order columns of a row."""
        return OrderCells(
            self._placed_at(row),
            self._order_type(row) or "DINE_IN",
            self._status(row) or COMPLETED,
            self._table_label(row) or "",
            self._note(row) or "",
            _number(self._number(row)),
            self._tax(row) or 0,
            self._total(row),
            self._payment(row) if self._payment else None,
        )


class PaymentReader:
    """Reads the payment columns of a row."""

    def __init__(self, spec: Payments, table: Table, zone: ZoneInfo, form: MoneyFormat) -> None:
        text = as_text(spec.method)
        for given in (text.const, text.default, text.otherwise, *(text.values or {}).values()):
            if given is not None and not _METHOD.fullmatch(given):
                raise MappingProblem(
                    "payments.method",
                    f"{given!r} must be capitals such as CASH ({_METHOD.pattern})",
                )
        self._method = optional(text, table, "payments.method")
        self._amount = amounts.price(spec.amount, table, "payments.amount", form)
        self._paid_at = (
            moment(spec.paid_at, table, "payments.paid_at", zone)
            if spec.paid_at
            else lambda _: None
        )

    def __call__(self, row: Row) -> PaymentCells:
        """The payment columns of a row."""
        return PaymentCells(self._read_method(row), self._amount(row), self._paid_at(row))

    def _read_method(self, row: Row) -> str | None:
        text = self._method(row)
        if text is None:
            return None
        code = method_code(text)
        if not _METHOD.fullmatch(code):
            raise RowRejected(f"payments.method: {text!r} cannot be a method; list it in `values`")
        return code


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= MAX_NUMBER):
        raise RowRejected(f"orders.number: {text!r} is not a number from 1 to {MAX_NUMBER}")
    return int(text)
