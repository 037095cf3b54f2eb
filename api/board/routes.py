"""Routes of the ready board."""

from sqlalchemy import Connection

from api.authorization import BOARD, EVERYONE, MANAGEMENT
from api.board import service
from api.board.schemas import Board, BoardSettings
from api.reply import Reply
from api.routing import Routes
from chitrail.tokens import Actor

routes = Routes("board")


@routes.get("/api/board", roles=EVERYONE | {BOARD})
def show_board(actor: Actor, connection: Connection) -> Board:
    """See the numbers that are being prepared and that are ready."""
    return service.board(connection, actor.outlet_id)


@routes.get("/api/board/settings", roles=EVERYONE)
def get_board_settings(actor: Actor, connection: Connection) -> BoardSettings:
    """Get what the ready board shows, and for how long."""
    return service.settings(connection, actor.outlet_id)


@routes.post("/api/board/settings", roles=MANAGEMENT)
def save_board_settings(
    body: BoardSettings, actor: Actor, connection: Connection
) -> Reply[BoardSettings]:
    """Say what the ready board shows, and for how long."""
    return service.save(connection, actor, body)
