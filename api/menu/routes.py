"""Routes of the menu."""

from sqlalchemy import Connection

from api.authorization import PUBLIC
from api.menu import service
from api.menu.schemas import Menu, MenuQuery
from api.reply import Reply
from api.routing import Routes

routes = Routes("menu")


@routes.get("/api/menu", roles=PUBLIC, refusals=(404,))
def get_menu(query: MenuQuery, connection: Connection) -> Reply[Menu]:
    """Read an outlet's menu with what is available now."""
    return service.read_menu(connection, query.outlet_id)
