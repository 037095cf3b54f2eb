"""Reading outlets, and the trading day they are in."""

from datetime import date, datetime

from sqlalchemy import Connection

from api.menu.queries import stations
from api.menu.schemas import StationName
from api.outlets import queries
from api.outlets.schemas import Outlet
from chitrail.clock import business_date, now
from chitrail.errors import NotFound
from chitrail.tokens import Actor


def read_outlet(connection: Connection, actor: Actor, outlet_id: str) -> Outlet:
    """The caller's own outlet. Raises NotFound for any other."""
    row = queries.outlet(connection, outlet_id) if outlet_id == actor.outlet_id else None
    if row is None:
        raise NotFound(f"there is no outlet {outlet_id!r}")
    return Outlet(
        row.id,
        row.name,
        row.zone,
        row.cutover_hour,
        row.currency,
        row.gstin,
        business_date(now(), row.zone, row.cutover_hour),
        [StationName(station.code, station.name) for station in stations(connection, outlet_id)],
    )


def zone_of(connection: Connection, outlet_id: str) -> str:
    """Time zone of an outlet. Raises NotFound."""
    row = queries.outlet(connection, outlet_id)
    if row is None:
        raise NotFound(f"there is no outlet {outlet_id!r}")
    return str(row.zone)


def trading_day(connection: Connection, outlet_id: str, instant: datetime) -> date:
    """Business day of an instant at an outlet. Raises NotFound."""
    row = queries.outlet(connection, outlet_id)
    if row is None:
        raise NotFound(f"there is no outlet {outlet_id!r}")
    return business_date(instant, row.zone, row.cutover_hour)
