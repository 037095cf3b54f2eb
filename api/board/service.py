"""What the ready board shows, and its settings."""

from datetime import timedelta

from sqlalchemy import Connection, select, text, update

from api.audit.service import record
from api.board.schemas import Board, BoardSettings
from api.models import table_of
from api.outlets.models import Outlet
from api.reply import Reply
from chitrail.board import GONE, READY, STATE_OF, BoardOrder
from chitrail.clock import now
from chitrail.states import OrderStatus
from chitrail.tokens import Actor

OUTLETS = table_of(Outlet)
LONGEST_WAIT = timedelta(hours=12)
"""Who placed an order longer ago does not stand before the board any more."""

_SHOWN = text("""
SELECT o.number, o.order_type, o.status, o.placed_at,
       (SELECT max(e.occurred_at) FROM order_status_events e
        WHERE e.order_id = o.id AND e.status = :ready) AS ready_at
FROM orders o
WHERE o.outlet_id = :outlet_id AND o.status = ANY(:shown) AND o.placed_at > :since
  AND (:dine_in OR o.order_type <> 'DINE_IN')
ORDER BY o.placed_at, o.number
""")
_SHOWN_STATUSES = [status for status, state in STATE_OF.items() if state != GONE]


def board(connection: Connection, outlet_id: str) -> Board:
    """The board of an outlet as of now; a number that was ready for too long has left it."""
    at = now()
    outlet = connection.execute(select(OUTLETS).where(OUTLETS.c.id == outlet_id)).one()
    rows = connection.execute(
        _SHOWN,
        {
            "outlet_id": outlet_id,
            "ready": OrderStatus.READY,
            "shown": _SHOWN_STATUSES,
            "since": at - LONGEST_WAIT,
            "dine_in": outlet.board_dine_in,
        },
    )
    orders = [
        BoardOrder(
            number=row.number,
            order_type=row.order_type,
            state=STATE_OF[row.status],
            since=row.ready_at if row.status == OrderStatus.READY else row.placed_at,
        )
        for row in rows
    ]
    oldest = at - timedelta(minutes=outlet.board_ready_minutes)
    return Board(
        outlet_name=outlet.name,
        ready_minutes=outlet.board_ready_minutes,
        orders=[one for one in orders if one.state != READY or one.since > oldest],
    )


def settings(connection: Connection, outlet_id: str) -> BoardSettings:
    """The settings of an outlet."""
    wanted = select(OUTLETS.c.board_dine_in, OUTLETS.c.board_ready_minutes)
    row = connection.execute(wanted.where(OUTLETS.c.id == outlet_id)).one()
    return BoardSettings(shows_dine_in=row.board_dine_in, ready_minutes=row.board_ready_minutes)


def save(connection: Connection, actor: Actor, request: BoardSettings) -> Reply[BoardSettings]:
    """Change the settings; screens follow when they are loaded again."""
    before = settings(connection, actor.outlet_id)
    changed = update(OUTLETS).where(OUTLETS.c.id == actor.outlet_id)
    connection.execute(
        changed.values(
            board_dine_in=request.shows_dine_in, board_ready_minutes=request.ready_minutes
        )
    )
    record(
        connection,
        actor.outlet_id,
        actor.subject,
        "board-settings-changed",
        actor.outlet_id,
        before=[before.shows_dine_in, before.ready_minutes],
        after=[request.shows_dine_in, request.ready_minutes],
    )
    return Reply(request)
