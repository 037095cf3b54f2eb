"""Writes a history in the caller's transaction: all of it, or nothing when the caller rolls back.

No events and no stock movements are written: history is no news, and stock begins with a count.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from psycopg import Connection

from api.importing import queries
from api.importing.history import History, Order
from api.importing.menu_loading import check_outlet, load_menu
from api.importing.reading import Track
from chitrail.clock import business_date
from chitrail.ids import named_id


@dataclass(frozen=True)
class Totals:
    """What the books hold of a source; the cancelled orders are among the orders."""

    orders: int = 0
    paise: int = 0
    cancelled: int = 0
    cancelled_paise: int = 0
    lines: int = 0
    pieces: int = 0


@dataclass
class Loaded:
    """What a load changed, and what the books hold of this source afterwards."""

    new_orders: int = 0
    unchanged_orders: int = 0
    conflicts: dict[str, str] = field(default_factory=dict)
    """Differences by external order id; these orders are as they were."""
    remarks: list[str] = field(default_factory=list)
    totals: Totals = Totals()
    methods: list[tuple[str, int, int]] = field(default_factory=list)
    """(payment method, payments, paise); UNKNOWN where the history does not say."""


def load(connection: Connection[Any], history: History, track: Track) -> Loaded:
    """Write what is new. The same history again changes nothing.

    An order that is there with other content is a conflict: reported, never altered. Raises MappingProblem
    when the outlet is there with another zone, cut-over or currency.
    """
    outlet = history.outlet
    values = {"outlet": outlet.code, "source": history.source, "currency": outlet.currency}
    connection.execute(queries.LOCK, [outlet.code])
    connection.execute(queries.INSERT_OUTLET, vars(outlet))
    check_outlet(connection, outlet)
    loaded = Loaded(remarks=load_menu(connection, history))
    connection.execute(queries.STAGE)
    _stage(connection, history, track)
    connection.execute(queries.ANALYZE_STAGE)
    loaded.conflicts = dict(connection.execute(queries.CONFLICTS, values).fetchall())
    known = connection.execute(queries.FORGET_KNOWN).rowcount
    loaded.unchanged_orders = known - len(loaded.conflicts)
    loaded.new_orders = connection.execute(queries.INSERT_ORDERS, values).rowcount
    connection.execute(queries.INSERT_LINES, values)
    connection.execute(queries.INSERT_PAYMENTS, values)
    for row in connection.execute(queries.TOTALS, values):
        loaded.totals = Totals(*row)
    loaded.methods = connection.execute(queries.METHODS, values).fetchall()
    return loaded


def _stage(connection: Connection[Any], history: History, track: Track) -> None:
    outlet, count = history.outlet, len(history.orders)
    ids = [named_id("order", outlet.code, history.source, o.external_id) for o in history.orders]
    named: list[tuple[UUID, Order]] = list(zip(ids, history.orders, strict=True))
    _copy(connection, queries.COPY_ORDERS, track(map(_order_row, named), "writing orders", count))
    lines = (row for pair in track(named, "writing lines", count) for row in _line_rows(pair))
    _copy(connection, queries.COPY_LINES, lines)
    payments = (
        (
            named_id("payment", str(order_id), payment.external_id),
            order_id,
            business_date(payment.paid_at, outlet.zone, outlet.cutover_hour),
            payment.amount_paise,
            payment.method,
            payment.paid_at,
        )
        for order_id, order in track(named, "writing payments", count)
        for payment in order.payments or ()
    )
    _copy(connection, queries.COPY_PAYMENTS, payments)


def _order_row(named: tuple[UUID, Order]) -> tuple[Any, ...]:
    order_id, order = named
    return (
        order_id,
        order.external_id,
        order.number,
        order.business_date,
        order.order_type,
        order.table_label,
        order.status,
        order.subtotal_paise,
        order.tax_paise,
        order.round_off_paise,
        order.settled_paise,
        order.note,
        order.placed_at,
    )


def _line_rows(named: tuple[UUID, Order]) -> Iterable[tuple[Any, ...]]:
    order_id, order = named
    for line_no, line in enumerate(order.lines, start=1):
        yield (
            named_id("line", str(order_id), str(line_no)),
            order_id,
            line_no,
            line.item_code,
            line.quantity,
            line.unit_price_paise,
            line.note,
        )


def _copy(connection: Connection[Any], statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
