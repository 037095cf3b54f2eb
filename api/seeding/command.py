"""`python -m api.seeding`."""

import os
from typing import Annotated

import typer

from api.seeding.display_link import write_display_link
from api.seeding.restaurant import read_restaurant
from api.seeding.service import seed
from chitrail.money import format_rupees
from chitrail.settings import Settings


def seed_restaurant(
    restaurant: Annotated[
        str, typer.Option(help="Name of a restaurant that comes along.")
    ] = "demo",
    history_days: Annotated[
        int, typer.Option(min=0, max=1000, help="Days of past trade, ending yesterday.")
    ] = 70,
) -> None:
    """Load the demonstration restaurant: menu, recipes, people, opening stock and weeks of past trade.

    Safe to repeat. Not in production: the passwords are published. Example: chitrail seed --history-days 14
    """
    settings = Settings.from_env(os.environ)
    described = read_restaurant(restaurant)
    done = seed(settings, described, history_days)
    link = write_display_link(settings, described)
    stock = "recorded" if done.stock_recorded else "there already"
    print(f"{described.outlet.code}: {len(described.dishes)} dishes, opening stock {stock}")
    print(
        f"past trade: {done.history.new_orders} new orders; {done.history.totals.orders} in all, "
        f"{format_rupees(done.history.totals.paise)} {described.outlet.currency}"
    )
    print(f"display of station {described.busiest_station}: link in {link}")
