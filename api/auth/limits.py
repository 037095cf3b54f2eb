"""Limits of guessing, kept in PostgreSQL: a guess is counted before it is looked at.

Counting is one conditional statement on one row, so that guesses made at the same time cannot pass a
limit together. A right guess is taken back and leaves no trace.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from math import ceil

from sqlalchemy import Connection, text

from chitrail.clock import now
from chitrail.errors import ChitrailError

_COUNT = text("""
INSERT INTO sign_in_tries AS known (scope, key, tries) VALUES (:scope, :key, ARRAY[clock_timestamp()])
ON CONFLICT (scope, key) DO UPDATE
SET tries = ARRAY(SELECT t FROM unnest(known.tries) t WHERE t > clock_timestamp() - :window ORDER BY t)
  || clock_timestamp()
WHERE (SELECT count(*) FROM unnest(known.tries) t WHERE t > clock_timestamp() - :window) < :most
RETURNING tries[cardinality(tries)]
""")
_FREE_AT = text("""
SELECT (SELECT t FROM unnest(tries) t ORDER BY t DESC OFFSET :most - 1 LIMIT 1) + :window
FROM sign_in_tries WHERE scope = :scope AND key = :key
""")
_TAKE_BACK = text("""
UPDATE sign_in_tries SET tries = array_remove(tries, :at) WHERE scope = :scope AND key = :key
""")


class TooManyTries(ChitrailError):
    """The limit of wrong guesses is reached; what was guessed was not looked at."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    code = "too-many-tries"
    title = "Too many tries"


@dataclass(frozen=True)
class Limit:
    """At most so many wrong guesses in a sliding window."""

    scope: str
    most: int
    window: timedelta


@dataclass(frozen=True)
class Counted:
    """A guess that counts, until it is taken back."""

    scope: str
    key: str
    at: datetime


def count(connection: Connection, limits: Sequence[tuple[Limit, str]]) -> list[Counted]:
    """Count one guess against every limit; the transaction must commit before the guess is looked at.

    Raises TooManyTries with the seconds to wait. Callers give limits in the same order, narrow to wide.
    """
    return [_count(connection, limit, key) for limit, key in limits]


def take_back(connection: Connection, counted: Sequence[Counted]) -> None:
    """The guess was right: it counts against no limit."""
    for each in counted:
        connection.execute(_TAKE_BACK, {"scope": each.scope, "key": each.key, "at": each.at})


def _count(connection: Connection, limit: Limit, key: str) -> Counted:
    place = {"scope": limit.scope, "key": key, "most": limit.most, "window": limit.window}
    at = connection.execute(_COUNT, place).scalar()
    if at is not None:
        return Counted(limit.scope, key, at)
    free_at = connection.execute(_FREE_AT, place).scalar_one()
    seconds = max(1, ceil((free_at - now()).total_seconds()))
    raise TooManyTries("too many tries; wait before the next", retry_after_seconds=seconds)
