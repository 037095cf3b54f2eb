"""Sign-ins that ended before their access tokens run out: each process reads the few there are every second.

A token is checked against a set in memory, so a request costs nothing; a sign-in that ends is refused
everywhere within REFRESH_SECONDS and the time of one query.
"""

import threading
import time

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from api.database import Database
from chitrail.tokens import Actor, InvalidToken

REFRESH_SECONDS = 1.0
TOO_OLD_SECONDS = 4.0
"""Without the database for longer than this, nobody with a sign-in is let through."""

# Sign-ins that ran out have no token any more, but sockets that were opened with one may still be there.
_REVOKED = text("""
SELECT id FROM sessions WHERE ended_at IS NOT NULL AND access_until > now()
UNION ALL
SELECT id FROM sessions
WHERE ended_at IS NULL AND expires_at BETWEEN now() - interval '1 hour' AND now()
""")


class Revocations:
    """The ended sign-ins as one process knows them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ended: frozenset[str] = frozenset()
        self._read_at = float("-inf")
        self._reading = threading.Lock()

    def check(self, actor: Actor) -> None:
        """Raise InvalidToken when the caller's sign-in has ended."""
        if self.has_ended(actor):
            raise InvalidToken("this sign-in has ended")

    def has_ended(self, actor: Actor) -> bool:
        """Whether the caller's sign-in has ended. Raises what the database raises when it is away."""
        if actor.session is None:
            return False
        age = time.monotonic() - self._read_at
        if age > REFRESH_SECONDS:
            self._refresh(must=age > TOO_OLD_SECONDS)
        return actor.session in self._ended

    def _refresh(self, *, must: bool) -> None:
        """Read the set; while one thread does, the others go on with what is known, unless it is too old."""
        if not self._reading.acquire(blocking=must):
            return
        try:
            if time.monotonic() - self._read_at > REFRESH_SECONDS:
                self._read()
        except SQLAlchemyError:
            if time.monotonic() - self._read_at > TOO_OLD_SECONDS:
                raise
        finally:
            self._reading.release()

    def _read(self) -> None:
        begun_at = time.monotonic()
        with self._database.autocommit() as connection:
            self._ended = frozenset(str(row.id) for row in connection.execute(_REVOKED))
        self._read_at = begun_at
