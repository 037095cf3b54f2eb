"""Reading drawers: the list of shifts, the X report of an open one, the Z report of a closed one."""

from uuid import UUID

from sqlalchemy import Connection

from api.drawers import queries
from api.drawers.schemas import DrawerQuery, DrawerReport, DrawerShift
from api.drawers.till import SHIFTS
from api.drawers.views import report_view, shift_view
from api.models import AnyRow
from api.paging import Listing, paged
from chitrail.errors import Conflict, NotFound


class ShiftOpen(Conflict):
    """A Z report is of a closed shift."""

    code = "shift-open"
    title = "This shift is still open"


class ShiftClosed(Conflict):
    """A closed shift is final."""

    code = "shift-closed"
    title = "This shift is closed"


def listing(connection: Connection, outlet_id: str, query: DrawerQuery) -> Listing[DrawerShift]:
    """Shifts of an outlet, newest first."""
    statement = queries.listing(outlet_id, query)
    rows, page = paged(connection, statement, query, (SHIFTS.c.opened_at, SHIFTS.c.id))
    return Listing([shift_view(row) for row in rows], page)


def shift(connection: Connection, outlet_id: str, shift_id: UUID) -> DrawerShift:
    """One shift, without its takings. Raises NotFound."""
    return shift_view(_row(connection, outlet_id, shift_id))


def x_report(connection: Connection, outlet_id: str, shift_id: UUID) -> DrawerReport:
    """An open shift so far. Raises NotFound, ShiftClosed."""
    row = _row(connection, outlet_id, shift_id)
    if row.closed_at is not None:
        raise ShiftClosed("it is closed: read its Z report", shift_id=shift_id)
    return report_view(row, queries.movements(connection, shift_id))


def z_report(connection: Connection, outlet_id: str, shift_id: UUID) -> DrawerReport:
    """A closed shift. Raises NotFound, ShiftOpen."""
    row = _row(connection, outlet_id, shift_id)
    if row.closed_at is None:
        raise ShiftOpen("it has a Z report once it is counted and closed", shift_id=shift_id)
    return report_view(row, queries.movements(connection, shift_id))


def _row(connection: Connection, outlet_id: str, shift_id: UUID) -> AnyRow:
    row = queries.shift(connection, outlet_id, shift_id)
    if row is None:
        raise NotFound(f"there is no shift {shift_id}")
    return row
