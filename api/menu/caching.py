"""Menus kept ready to send: in Redis where there is one, else (or while it is away) in the process.

What is kept carries the number the menu had when it was read, so it is served only as long as PostgreSQL
has no other number, and no longer than until a snooze or an hour of the schedule changes it by itself.
"""

import hashlib
import logging
import threading
from collections import OrderedDict
from datetime import datetime, timedelta
from functools import cache

import msgspec

from chitrail.redis_connection import RedisAway, RedisConnection, connect
from chitrail.settings import Settings

log = logging.getLogger(__name__)

MOST_KEPT = 256
"""Menus one process keeps, those asked for last."""
KEPT_FOR = timedelta(days=1)


class KeptMenu(msgspec.Struct, frozen=True):
    """A menu as it is sent; `number` is the menu's in PostgreSQL, `good_until` when it changes by itself."""

    number: str
    good_until: datetime
    etag: str
    body: bytes


class MenuCache:
    """The menus one process keeps, or shares with others through Redis."""

    def __init__(self, prefix: str, redis: RedisConnection | None) -> None:
        self._prefix = prefix
        self._redis = redis
        self._kept: OrderedDict[str, KeptMenu] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, name: str, number: str, at: datetime) -> KeptMenu | None:
        """What is kept under a name, if the menu still has that number and the instant is in time."""
        found = self._shared(name) if self._redis is not None else self._own(name)
        if found is None or found.number != number or at >= found.good_until:
            return None
        return found

    def keep(self, name: str, menu: KeptMenu) -> None:
        """Keep a menu, here and for the others."""
        with self._lock:
            self._kept[name] = menu
            self._kept.move_to_end(name)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        if self._redis is not None:
            value = msgspec.msgpack.encode(menu)
            try:
                self._redis.ask(lambda redis: redis.set(self._prefix + name, value, ex=KEPT_FOR))
            except RedisAway:
                log.debug("the menu %s is kept in this process alone", name)

    def _own(self, name: str) -> KeptMenu | None:
        with self._lock:
            return self._kept.get(name)

    def _shared(self, name: str) -> KeptMenu | None:
        """Redis' word; this process' own when Redis is away (it has said so in the log)."""
        if self._redis is None:
            return None
        try:
            raw = self._redis.ask(lambda redis: redis.get(self._prefix + name))
        except RedisAway:
            return self._own(name)
        if not isinstance(raw, bytes):
            return None
        try:
            return msgspec.msgpack.decode(raw, type=KeptMenu)
        except msgspec.MsgspecError as error:
            log.warning("what Redis keeps as the menu %s is none: %s", name, error)
            return None


@cache
def menu_cache(settings: Settings) -> MenuCache:
    """The cache of this process for one database and one Redis."""
    database = hashlib.sha256(settings.database_url.encode()).hexdigest()[:16]
    return MenuCache(f"chitrail:menu:{database}:", connect(settings))
