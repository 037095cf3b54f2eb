"""Where the quotas are kept: in this process, or in Redis for all processes together.

Both use the generic cell rate algorithm (ITU-T I.371): of each caller one instant is kept, that at which
its quota will be whole again. A request moves it on by the policy's interval and passes while it is not
further ahead than the tolerance.
"""

import hashlib
import threading
import time
from typing import cast

from redis import Redis
from redis.exceptions import NoScriptError

from api.limiting.policies import Policy, Verdict
from chitrail.redis_connection import RedisConnection

MOST_CALLERS = 10_000
MICROSECONDS = 1_000_000
INEXACT = 1e-6
"""Seconds by which sums of fractions may be off; a whole quota must never look a hair too small."""
# The server's clock, so that processes agree; times in microseconds, because Lua gives back whole numbers.
_SCRIPT = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local interval, tolerance = tonumber(ARGV[1]), tonumber(ARGV[2])
local whole = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local moved = whole + interval
local wait = moved - now - tolerance
if wait > 0 then return {whole - now, wait} end
redis.call('SET', KEYS[1], string.format('%.0f', moved), 'PX', math.ceil((moved - now) / 1000))
return {moved - now, 0}
"""
_DIGEST = hashlib.sha1(_SCRIPT.encode(), usedforsecurity=False).hexdigest()
"""Redis knows a script it has run once by its SHA-1."""


class OwnBuckets:
    """The quotas of this process alone."""

    def __init__(self) -> None:
        self._whole_at: dict[str, float] = {}
        self._lock = threading.Lock()

    def take(self, policy: Policy, caller: str) -> Verdict:
        """Take one request out of the caller's quota, if it has one left."""
        now = time.monotonic()
        with self._lock:
            before = self._whole_at.get(caller, now) - now
            if before < 0:
                before = 0.0
            after = before + policy.interval
            wait = after - policy.tolerance
            if wait > INEXACT:
                return Verdict(policy, before, wait)
            if len(self._whole_at) >= MOST_CALLERS:
                self._forget(now)
            self._whole_at[caller] = now + after
        return Verdict(policy, after)

    def _forget(self, now: float) -> None:
        """Drop callers whose quota is whole; when that is nobody, the half that is nearest to it."""
        busy = sorted((at, caller) for caller, at in self._whole_at.items() if at > now)
        if len(busy) >= MOST_CALLERS:
            busy = busy[len(busy) // 2 :]
        self._whole_at = {caller: at for at, caller in busy}


class SharedBuckets:
    """The quotas of all processes, in Redis; one script, so that nobody comes between look and change."""

    def __init__(self, redis: RedisConnection) -> None:
        self._redis = redis

    def take(self, policy: Policy, caller: str) -> Verdict:
        """As OwnBuckets. Raises RedisAway."""
        # Rounded down, so that a whole quota fits into the tolerance.
        interval = int(policy.interval * MICROSECONDS)
        tolerance = round(policy.tolerance * MICROSECONDS)

        def run(redis: Redis) -> list[int]:
            given = (1, f"limit:{caller}", str(interval), str(tolerance))
            try:
                answer = redis.evalsha(_DIGEST, *given)
            except NoScriptError:
                answer = redis.eval(_SCRIPT, *given)
            return cast(list[int], answer)

        used, wait = self._redis.ask(run)
        return Verdict(policy, used / MICROSECONDS, wait / MICROSECONDS)
