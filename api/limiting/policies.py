"""Policies and verdicts of rate limits, and the headers that tell callers of them.

The headers are those of draft-ietf-httpapi-ratelimit-headers-10: `RateLimit-Policy` names quota `q` and
window `w` in seconds, `RateLimit` what remains (`r`) and in how many seconds the quota is whole again (`t`).
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from chitrail.errors import ChitrailError
from chitrail.settings import Settings


class RateLimited(ChitrailError):
    """The caller asks more often than anybody at work would."""

    status = 429
    code = "rate-limited"
    title = "Too many requests"


@dataclass(frozen=True)
class Policy:
    """`burst` requests at once, `rate` a second in the long run."""

    name: str
    rate: float
    burst: int

    @cached_property
    def interval(self) -> float:
        """Seconds after which one more request is allowed."""
        return 1 / self.rate

    @cached_property
    def tolerance(self) -> float:
        """Seconds in which an exhausted quota is whole again."""
        return self.burst / self.rate


@dataclass(slots=True)
class Verdict:
    """Whether a request may pass; `used` and `wait` in seconds of the policy's tolerance.

    `used` is how long until the whole quota is there again, `wait` how long until one request is.
    """

    policy: Policy
    used: float
    wait: float = 0.0

    @property
    def headers(self) -> list[tuple[str, str]]:
        """What the answer tells of the limit."""
        policy = self.policy
        left = 0 if self.wait else int((policy.tolerance - self.used) * policy.rate + 1e-6)
        window, whole = math.ceil(policy.tolerance), math.ceil(self.used)
        return [
            ("RateLimit-Policy", f'"{policy.name}";q={policy.burst};w={window}'),
            ("RateLimit", f'"{policy.name}";r={left};t={whole}'),
        ]

    def refusal(self) -> RateLimited:
        """The error of a request that may not pass."""
        seconds = max(1, math.ceil(self.wait))
        # The member's name is the draft's.
        more: dict[str, Any] = {"violated-policies": [self.policy.name]}
        detail = f"too many requests; try again in {seconds} s"
        return RateLimited(detail, retry_after_seconds=seconds, **more)


def policies(settings: Settings) -> dict[str, Policy]:
    """The policies by name; without those that are switched off by a rate of 0."""
    found = (
        Policy("actor", settings.limit_actor_per_second, settings.limit_actor_burst),
        Policy("address", settings.limit_address_per_second, settings.limit_address_burst),
    )
    return {policy.name: policy for policy in found if policy.rate > 0}
