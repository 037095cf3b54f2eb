"""Loads a restaurant in one transaction: all of it, or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from sqlalchemy import create_engine

from api.importing.history import History, Outlet
from api.importing.loading import Loaded, load
from api.importing.queries import AFTER_LOAD
from api.seeding import queries
from api.seeding.menu import write_menu, write_outlet
from api.seeding.opening import record_opening
from api.seeding.restaurant import Restaurant
from api.seeding.suppliers import order_first, write_suppliers
from api.seeding.trade import trade
from chitrail.clock import business_date, now
from chitrail.errors import ConfigurationError
from chitrail.settings import PRODUCTION, Settings

HISTORY = "demo-history"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Seeded:
    """What a run did."""

    stock_recorded: bool
    history: Loaded


def seed(settings: Settings, restaurant: Restaurant, history_days: int) -> Seeded:
    """Bring the restaurant to be; a second run on the same day changes nothing.

    The past ends yesterday; days on which the outlet traded already are left as they are. Raises
    ConfigurationError in production, where published passwords have no place.
    """
    if settings.env == PRODUCTION:
        raise ConfigurationError("the demonstration restaurant is not loaded in production")
    outlet = restaurant.outlet
    today = business_date(now(), outlet.zone, outlet.cutover_hour)
    first = today - history_days * ONE_DAY
    opened_at = datetime.combine(first, time(outlet.cutover_hour), ZoneInfo(outlet.zone))
    engine = create_engine(settings.database_url, connect_args={"connect_timeout": 5})
    try:
        with engine.begin() as connection:
            raw = connection.connection.driver_connection
            if not isinstance(raw, psycopg.Connection):
                raise TypeError("the database driver is not psycopg")
            write_outlet(raw, restaurant)
            write_menu(raw, restaurant, opened_at)
            write_suppliers(raw, restaurant, first)
            stock_recorded = record_opening(connection, restaurant)
            order_first(connection, restaurant)
            loaded = load(raw, _past(raw, restaurant, first, today), _untracked)
            raw.execute(AFTER_LOAD)
    finally:
        engine.dispose()
    return Seeded(stock_recorded, loaded)


def _past(
    connection: psycopg.Connection[Any], restaurant: Restaurant, first: date, today: date
) -> History:
    outlet = restaurant.outlet
    traded = {day for (day,) in connection.execute(queries.TRADED_DAYS, [outlet.code])}
    every = (first + number * ONE_DAY for number in range((today - first).days))
    place = Outlet(outlet.code, outlet.name, outlet.zone, outlet.cutover_hour, outlet.currency)
    history = History(place, HISTORY)
    history.orders = list(trade(restaurant, [day for day in every if day not in traded]))
    return history


def _untracked(things: Iterable[Any], what: str, total: int) -> Iterable[Any]:  # noqa: ARG001
    return things
