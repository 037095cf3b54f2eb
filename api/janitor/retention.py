"""What is only a means goes after its time, a little at a time; docs/operations.md says what and when."""

import time
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import text

from api.database import Database
from chitrail.clock import now
from chitrail.settings import Settings

EVERY_SECONDS = 3600.0
MOST = 1000
"""Rows of a transaction, so that nobody waits for its locks."""

# An answer that is still being made is nobody's to forget.
_FORGET_REQUESTS = text("""
DELETE FROM idempotency_keys WHERE (scope, key) IN (
  SELECT scope, key FROM idempotency_keys WHERE created_at < :before AND completed_at IS NOT NULL
  ORDER BY created_at LIMIT :most FOR UPDATE SKIP LOCKED)
""")
_FORGET_SCREENS = text("SELECT forget_screens(:before, :most)")


class Retention:
    """Looks once an hour, and on until nothing is left that is too old."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database.everywhere()
        self._settings = settings
        self._clock = clock
        self._due = clock()

    def step(self) -> bool:
        """One round, if it is due; whether there may be more."""
        if self._clock() < self._due:
            return False
        at = now()
        requests = at - timedelta(days=self._settings.keep_requests_days)
        screens = at - timedelta(days=self._settings.keep_screens_days)
        with self._database.transaction() as connection:
            answers = connection.execute(
                _FORGET_REQUESTS, {"before": requests, "most": MOST}
            ).rowcount
            told: int = connection.execute(
                _FORGET_SCREENS, {"before": screens, "most": MOST}
            ).scalar_one()
        if not answers + told:
            self._due = self._clock() + EVERY_SECONDS
        return answers + told > 0
