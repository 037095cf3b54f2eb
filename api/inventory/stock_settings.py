"""How an outlet's orders take stock."""

from sqlalchemy import Connection, select, update

from api.audit.service import record
from api.inventory.schemas import StockSettings
from api.models import table_of
from api.outlets.models import Outlet
from api.reply import Reply
from chitrail.tokens import Actor

OUTLETS = table_of(Outlet)


def read(connection: Connection, outlet_id: str) -> StockSettings:
    """The settings of an outlet."""
    wanted = select(OUTLETS.c.reserves_stock).where(OUTLETS.c.id == outlet_id)
    return StockSettings(reserves_stock=connection.execute(wanted).scalar_one())


def save(connection: Connection, actor: Actor, request: StockSettings) -> Reply[StockSettings]:
    """Change the settings; the database reserves, or lets go, for the orders that are open."""
    before = read(connection, actor.outlet_id)
    changed = update(OUTLETS).where(OUTLETS.c.id == actor.outlet_id)
    connection.execute(changed.values(reserves_stock=request.reserves_stock))
    record(
        connection,
        actor.outlet_id,
        actor.subject,
        "stock-settings-changed",
        actor.outlet_id,
        before=before.reserves_stock,
        after=request.reserves_stock,
    )
    return Reply(request)
