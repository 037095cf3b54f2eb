"""Once a minute: what will be gone, of every outlet, for the alert that warns of it."""

import time
from collections.abc import Callable

from sqlalchemy import select

from api.database import Database
from api.inventory.warning import keep
from api.models import table_of
from api.outlets.models import Outlet
from chitrail.clock import now

EVERY_SECONDS = 60.0
OUTLETS = table_of(Outlet)


class RunOutClock:
    """Predicts for one outlet after the other."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._clock = clock
        self._due = clock()

    def step(self) -> bool:
        """One round, if it is due; never says there is more, so that the janitor rests."""
        if self._clock() >= self._due:
            self._due = self._clock() + EVERY_SECONDS
            with self._database.everywhere().transaction() as connection:
                outlets = connection.execute(select(OUTLETS.c.id)).scalars().all()
            for outlet_id in outlets:
                with self._database.at(outlet_id).transaction() as connection:
                    keep(connection, outlet_id, now())
        return False
