"""Cash in and out of an open drawer; what payments and the drawer's own routes share."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from api.drawers.models import DrawerMovement, DrawerShift
from api.models import table_of
from chitrail.errors import InvalidInput
from chitrail.ids import new_id

SHIFTS, MOVEMENTS = table_of(DrawerShift), table_of(DrawerMovement)


def open_shift(connection: Connection, outlet_id: str, drawer: str | None) -> UUID | None:
    """The open shift of a drawer, locked; the only open one of the outlet when no drawer is named.

    None when none is named and none is open. Raises InvalidInput when the named one is not open, or when
    several are open and none is named.
    """
    statement = select(SHIFTS.c.id, SHIFTS.c.drawer).where(
        SHIFTS.c.outlet_id == outlet_id, SHIFTS.c.closed_at.is_(None)
    )
    if drawer is not None:
        statement = statement.where(SHIFTS.c.drawer == drawer)
    rows = connection.execute(statement.order_by(SHIFTS.c.drawer)).all()
    if drawer is not None and not rows:
        raise InvalidInput("is not open", field="drawer")
    if len(rows) > 1:
        names = ", ".join(row.drawer for row in rows)
        raise InvalidInput(f"name the drawer: {names} are open", field="drawer")
    if not rows:
        return None
    locked = select(SHIFTS.c.id).where(SHIFTS.c.id == rows[0].id, SHIFTS.c.closed_at.is_(None))
    if connection.execute(locked.with_for_update()).scalar() is None:
        raise InvalidInput("was closed a moment ago", field="drawer")
    return UUID(str(rows[0].id))


def record(
    connection: Connection,
    shift_id: UUID,
    kind: str,
    amount_paise: int,
    *,
    actor: str,
    at: datetime,
    payment_id: UUID | None = None,
    refund_id: UUID | None = None,
    reason: str = "",
) -> None:
    """The next movement of an open shift; into the drawer is positive. The database refuses a closed one."""
    number = update(SHIFTS).where(SHIFTS.c.id == shift_id)
    number = number.values(
        last_movement=SHIFTS.c.last_movement + 1, version=SHIFTS.c.version + 1
    ).returning(SHIFTS.c.outlet_id, SHIFTS.c.last_movement)
    shift = connection.execute(number).one()
    row = {
        "id": new_id(),
        "shift_id": shift_id,
        "outlet_id": shift.outlet_id,
        "seq": shift.last_movement,
        "kind": kind,
        "amount_paise": amount_paise,
        "payment_id": payment_id,
        "refund_id": refund_id,
        "reason": reason,
        "actor": actor,
        "occurred_at": at,
    }
    connection.execute(insert(MOVEMENTS).values(row))
