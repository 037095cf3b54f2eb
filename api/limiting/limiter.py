"""The limits of one process: who is counted under which name, and what happens while Redis is away."""

from api import measuring
from api.limiting.buckets import OwnBuckets, SharedBuckets
from api.limiting.policies import Policy, Verdict, policies
from api.metrics import LIMITED, LIMITED_ALONE
from chitrail.redis_connection import RedisAway, connect
from chitrail.settings import Settings
from chitrail.tokens import Actor


class Limiter:
    """Counts callers; refuses those who ask too often."""

    def __init__(self, settings: Settings) -> None:
        found = policies(settings)
        self._actor, self._address = found.get("actor"), found.get("address")
        redis = connect(settings)
        self._shared = SharedBuckets(redis) if redis else None
        self._own = OwnBuckets()

    def admit_actor(self, actor: Actor) -> None:
        """Count a signed-in person, device or guest. Raises RateLimited."""
        if self._actor is not None:
            self._take(self._actor, f"actor:{actor.outlet_id}:{actor.subject}")

    def admit_address(self, address: str) -> None:
        """Count an address at the doors that need no sign-in. Raises RateLimited."""
        if self._address is not None:
            self._take(self._address, f"address:{address}")

    def _take(self, policy: Policy, caller: str) -> None:
        verdict = self._verdict(policy, caller)
        measuring.note_limit(verdict.headers)
        if verdict.wait:
            LIMITED.labels(policy.name).inc()
            raise verdict.refusal()

    def _verdict(self, policy: Policy, caller: str) -> Verdict:
        if self._shared is None:
            return self._own.take(policy, caller)
        try:
            return self._shared.take(policy, caller)
        except RedisAway:
            LIMITED_ALONE.inc()
            return self._own.take(policy, caller)
