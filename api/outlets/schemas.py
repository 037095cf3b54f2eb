"""An outlet as its staff reads it."""

from datetime import date

import msgspec

from api.menu.schemas import StationName


class Outlet(msgspec.Struct):
    """An outlet; `business_date` is the trading day it is in now."""

    id: str
    name: str
    zone: str
    cutover_hour: int
    currency: str
    gstin: str | None
    business_date: date
    stations: list[StationName]
