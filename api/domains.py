"""Every route of the API, domain by domain."""

from api.auth.routes import routes as auth
from api.routing import Route

DOMAINS = (auth,)


def all_routes() -> list[Route]:
    """The whole registry, in the order of the documentation."""
    return [route for domain in DOMAINS for route in domain]
