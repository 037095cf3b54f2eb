"""Redis as a help that may be away: every question is bounded, and a silent server is left alone a while.

Nothing that must last is kept there: whoever asks has another way when Redis does not answer.
"""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from redis import ConnectionPool, Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from chitrail.errors import Unavailable
from chitrail.settings import Settings

T = TypeVar("T")
log = logging.getLogger(__name__)

LEFT_ALONE_SECONDS = 2.0
"""After a failure nobody asks for so long, so that an outage costs one wait and not one a request."""


class RedisAway(Unavailable):
    """Redis did not answer in time, or failed a moment ago."""

    code = "redis-away"


class RedisConnection:
    """The Redis of one process, for all its threads. Connects with the first question.

    `timeout_seconds` bounds connecting and answering, each.
    """

    def __init__(self, url: str, timeout_seconds: float) -> None:
        pool: ConnectionPool = ConnectionPool.from_url(
            url,
            socket_connect_timeout=timeout_seconds,
            socket_timeout=timeout_seconds,
            retry=Retry(NoBackoff(), 0),
            # The greeting of protocol 3 and the client's name would each be one more wait.
            protocol=2,
            driver_info=None,
        )
        self._redis = Redis(connection_pool=pool)
        self._silent_until = 0.0
        self._is_away = False

    def ask(self, question: Callable[[Redis], T]) -> T:
        """What `question` gets from Redis. Raises RedisAway, at once after a recent failure."""
        if time.monotonic() < self._silent_until:
            raise RedisAway("Redis failed a moment ago")
        try:
            answer = question(self._redis)
        except RedisError as error:
            self._silent_until = time.monotonic() + LEFT_ALONE_SECONDS
            if not self._is_away:
                log.warning("Redis does not answer: %s", error)
            self._is_away = True
            raise RedisAway("Redis does not answer") from error
        if self._is_away:
            self._is_away = False
            log.warning("Redis answers again")
        return answer

    def close(self) -> None:
        """Close every pooled connection."""
        self._redis.close()
        self._redis.connection_pool.disconnect()


def connect(settings: Settings) -> RedisConnection | None:
    """The Redis the settings name; None when they name none."""
    if not settings.redis_url:
        return None
    return RedisConnection(settings.redis_url, settings.redis_timeout_seconds)
