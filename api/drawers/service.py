"""A drawer's shift: opened with a float, cash in and out by hand, counted blind, closed for good."""

import logging
from uuid import UUID

from sqlalchemy import Connection

from api.audit import service as audit
from api.auth import approvals
from api.drawers import queries, reports
from api.drawers.counting import counted_paise, described
from api.drawers.reports import ShiftClosed
from api.drawers.schemas import (
    CashMoveRequest,
    CloseRequest,
    DrawerReport,
    DrawerShift,
    NoSaleRequest,
    OpenRequest,
)
from api.drawers.till import record
from api.models import AnyRow
from api.outlets.service import trading_day
from chitrail.clock import now
from chitrail.errors import Conflict, InvalidInput, NotFound
from chitrail.ids import new_id
from chitrail.money import MAX_PAISE, format_rupees, parse_rupees
from chitrail.tokens import Actor

log = logging.getLogger(__name__)


class DrawerOpen(Conflict):
    """A drawer has one open shift at most."""

    code = "drawer-open"
    title = "This drawer is open already"


def open_drawer(connection: Connection, actor: Actor, request: OpenRequest) -> DrawerShift:
    """Open a drawer with the change that lies in it. Raises DrawerOpen with the open shift's id."""
    amount, at = _paise(request.float_, "float"), now()
    row = {
        "id": new_id(),
        "outlet_id": actor.outlet_id,
        "drawer": request.drawer,
        "business_date": trading_day(connection, actor.outlet_id, at),
        "float_paise": amount,
        "opened_by": actor.subject,
        "opened_at": at,
    }
    shift_id = queries.add_shift(connection, row)
    if shift_id is None:
        found = queries.open_shift_id(connection, actor.outlet_id, request.drawer)
        if found is None:
            raise Conflict(f"{request.drawer} was opened and closed a moment ago; try again")
        raise DrawerOpen(f"{request.drawer} is open: close it first", shift_id=found)
    record(connection, shift_id, "FLOAT", amount, actor=actor.subject, at=at)
    return reports.shift(connection, actor.outlet_id, shift_id)


def pay_in(
    connection: Connection, actor: Actor, shift_id: UUID, request: CashMoveRequest
) -> DrawerShift:
    """Put cash into a drawer. Raises NotFound, ShiftClosed, InvalidInput."""
    amount = _some_paise(request.amount)
    _hold(connection, actor, shift_id)
    if queries.expected_paise(connection, shift_id) + amount > MAX_PAISE:
        raise InvalidInput("would be more than a drawer may hold", field="amount")
    return _move(connection, actor, shift_id, "PAY_IN", amount, request.reason)


def pay_out(
    connection: Connection, actor: Actor, shift_id: UUID, request: CashMoveRequest
) -> DrawerShift:
    """Take cash out of a drawer. Raises NotFound, ShiftClosed, InvalidInput for more than is in it.

    The refusal names no sum, and leaves a line in the log: trying amounts would tell a cashier what is
    expected.
    """
    amount = _some_paise(request.amount)
    _hold(connection, actor, shift_id)
    if amount > queries.expected_paise(connection, shift_id):
        log.warning("pay-out beyond the cash of shift %s refused to %s", shift_id, actor.subject)
        raise InvalidInput("is more than should be in the drawer", field="amount")
    return _move(connection, actor, shift_id, "PAY_OUT", -amount, request.reason)


def no_sale(
    connection: Connection, actor: Actor, shift_id: UUID, request: NoSaleRequest
) -> DrawerShift:
    """Note that a drawer was opened without a sale. Raises NotFound, ShiftClosed, ApprovalRequired."""
    _hold(connection, actor, shift_id)
    by = approvals.require_of_others(
        connection, actor, approvals.NO_SALE, shift_id, request.approval
    )
    shift = _move(connection, actor, shift_id, "NO_SALE", 0, request.reason)
    audit.record(
        connection,
        actor.outlet_id,
        actor.subject,
        "drawer-no-sale",
        shift_id,
        reason=request.reason,
        approved_by=by,
    )
    return shift


def close(
    connection: Connection, actor: Actor, shift_id: UUID, request: CloseRequest
) -> DrawerReport:
    """Close a shift with what was counted. Raises NotFound, InvalidInput, or ShiftClosed with its report.

    The difference is booked as over or short and the counted cash leaves the drawer for the safe, so that
    the movements of a closed shift add up to zero.
    """
    counted = counted_paise(request)
    row = _lock(connection, actor, shift_id)
    if row.closed_at is not None:
        report = reports.z_report(connection, actor.outlet_id, shift_id)
        raise ShiftClosed("it is closed already", shift_id=shift_id, report=report)
    expected, at = queries.expected_paise(connection, shift_id), now()
    if counted != expected:
        difference = counted - expected
        record(connection, shift_id, "OVER_SHORT", difference, actor=actor.subject, at=at)
    if counted:
        reason = described(request)
        record(connection, shift_id, "CLOSE", -counted, actor=actor.subject, at=at, reason=reason)
    queries.close(connection, shift_id, counted, expected, actor.subject, at)
    audit.record(
        connection,
        actor.outlet_id,
        actor.subject,
        "drawer-closed",
        shift_id,
        counted=format_rupees(counted),
        expected=format_rupees(expected),
    )
    return reports.z_report(connection, actor.outlet_id, shift_id)


def _move(
    connection: Connection, actor: Actor, shift_id: UUID, kind: str, amount: int, reason: str
) -> DrawerShift:
    record(connection, shift_id, kind, amount, actor=actor.subject, at=now(), reason=reason)
    return reports.shift(connection, actor.outlet_id, shift_id)


def _hold(connection: Connection, actor: Actor, shift_id: UUID) -> None:
    if _lock(connection, actor, shift_id).closed_at is not None:
        raise ShiftClosed("nothing moves in a closed shift", shift_id=shift_id)


def _lock(connection: Connection, actor: Actor, shift_id: UUID) -> AnyRow:
    row = queries.lock(connection, actor.outlet_id, shift_id)
    if row is None:
        raise NotFound(f"there is no shift {shift_id}")
    return row


def _some_paise(rupees: str) -> int:
    amount = _paise(rupees, "amount")
    if amount == 0:
        raise InvalidInput("must be more than zero", field="amount")
    return amount


def _paise(rupees: str, field: str) -> int:
    amount = parse_rupees(rupees, field=field)
    if amount > MAX_PAISE:
        raise InvalidInput("is more than a drawer may hold", field=field)
    return amount
