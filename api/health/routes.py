"""Probes and metrics, for machines."""

import msgspec

from api.authorization import PUBLIC
from api.database import Database
from api.health import exposition, readiness
from api.reply import Encoded
from api.routing import Routes

routes = Routes("health")


class Alive(msgspec.Struct):
    """The process runs."""

    status: str


class Ready(msgspec.Struct):
    """The process can serve; `revision` is the schema's."""

    status: str
    revision: str


@routes.get("/livez", roles=PUBLIC, limited=False)
def livez() -> Alive:
    """Whether the process runs; touches nothing."""
    return Alive("ok")


@routes.get("/readyz", roles=PUBLIC, refusals=(503,), limited=False)
def readyz(database: Database) -> Ready:
    """Whether the process can serve: the database answers and is at the newest revision."""
    return Ready("ok", readiness.check(database))


@routes.get("/metrics", roles=PUBLIC, house=True, returns=str, limited=False)
def metrics(database: Database) -> Encoded:
    """Numbers for Prometheus."""
    return Encoded(200, exposition.exposition(database), {"Content-Type": exposition.CONTENT_TYPE})
