"""Who comes in: sign-in, its end, role, and how often."""

from flask import Request

from api import measuring
from api.auth.origin import address_of
from api.auth.revocation import Revocations
from api.authorization import authenticate, require_role
from api.limiting.limiter import Limiter
from api.routing import Route
from chitrail.settings import Settings
from chitrail.tokens import Actor


class Admission:
    """The door of one process."""

    def __init__(self, settings: Settings, revocations: Revocations, limiter: Limiter) -> None:
        self._settings = settings
        self._revocations = revocations
        self._limiter = limiter

    def caller(self, route: Route, request: Request) -> Actor | None:
        """Who asks for a route; None where nobody need say so.

        Raises InvalidToken, RateLimited, Forbidden.
        """
        if route.roles is None:
            if route.limited:
                self._limiter.admit_address(address_of(request, self._settings))
            return None
        actor = authenticate(request, self._settings)
        measuring.name_caller(actor.subject, actor.outlet_id)
        if route.limited:
            self._limiter.admit_actor(actor)
        self._revocations.check(actor)
        require_role(actor, route.roles)
        return actor
