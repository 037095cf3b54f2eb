"""Setting tables up, and seeing what is going on at them."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from api.models import AnyRow, table_of
from api.orders.queries import ORDERS
from api.tables.models import DiningTable
from api.tables.schemas import Table, TableOrder, TableRequest, Tables
from chitrail.money import format_rupees

TABLES = table_of(DiningTable)


def listing(connection: Connection, outlet_id: str) -> Tables:
    """Tables of an outlet with their open orders; labels nobody has set up stand at the end."""
    statement = select(TABLES).where(TABLES.c.outlet_id == outlet_id, TABLES.c.active)
    known = connection.execute(statement.order_by(TABLES.c.position, TABLES.c.label)).all()
    open_orders = _open_orders(connection, outlet_id)
    tables = [
        _view(row.label, row.area, row.seats, open_orders.pop(row.label, [])) for row in known
    ]
    strangers = [_view(label, "", None, rows) for label, rows in sorted(open_orders.items())]
    return Tables(tables + strangers)


def set_up(connection: Connection, outlet_id: str, request: TableRequest) -> Table:
    """Make a table, or change the one of this label."""
    told = {
        "area": request.area,
        "seats": request.seats,
        "position": request.position,
        "active": request.active,
    }
    statement = insert(TABLES).values(outlet_id=outlet_id, label=request.label, **told)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["outlet_id", "label"], set_={**told, "version": TABLES.c.version + 1}
        )
    )
    rows = _open_orders(connection, outlet_id).get(request.label, [])
    return _view(request.label, request.area, request.seats, rows)


def _open_orders(connection: Connection, outlet_id: str) -> dict[str, list[AnyRow]]:
    statement = (
        select(ORDERS)
        .where(
            ORDERS.c.outlet_id == outlet_id,
            ORDERS.c.table_label != "",
            ORDERS.c.status.not_in(("COMPLETED", "CANCELLED")),
            ORDERS.c.source == "live",
        )
        .order_by(ORDERS.c.placed_at)
    )
    found: dict[str, list[AnyRow]] = defaultdict(list)
    for row in connection.execute(statement):
        found[row.table_label].append(row)
    return found


def _view(label: str, area: str, seats: int | None, orders: Sequence[AnyRow]) -> Table:
    due = sum(row.total_paise - row.settled_paise for row in orders)
    return Table(
        label=label,
        area=area,
        seats=seats,
        status="FREE" if not orders else "OCCUPIED" if due else "PAID",
        due=format_rupees(due),
        since=orders[0].placed_at if orders else None,
        orders=[
            TableOrder(
                id=row.id,
                number=row.number,
                status=row.status,
                total=format_rupees(row.total_paise),
                due=format_rupees(row.total_paise - row.settled_paise),
                placed_at=row.placed_at,
            )
            for row in orders
        ],
    )
