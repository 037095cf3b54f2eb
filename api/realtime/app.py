"""The gateway's application: Socket.IO, the push behind it, probes and metrics."""

import logging
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response
from flask_socketio import SocketIO
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from api import errors, request_ids
from api.auth.revocation import Revocations
from api.database import Database
from api.health import readiness
from api.realtime.feed import Feed
from api.realtime.sockets import Sockets
from api.wakeups import Wakeups
from chitrail.errors import Unavailable
from chitrail.settings import Settings

LONGEST_MESSAGE_BYTES = 100_000
PING_SECONDS, PONG_SECONDS = 5, 8
"""A line that is dead without saying so is noticed within 13 s: before a ticket counts as unseen."""


@dataclass(frozen=True)
class Gateway:
    """The parts a server must run: the WSGI application and the push beside it."""

    app: Flask
    database: Database
    wakeups: Wakeups


def create_gateway(settings: Settings) -> Gateway:
    """The gateway for one process; connects to nothing yet."""
    app = Flask("api.realtime", static_folder=None)
    database = Database(settings, application_name="chitrail realtime")
    request_ids.install(app)
    errors.install(app)
    socketio = SocketIO(
        app,
        async_mode="gevent",
        # Clients that are not browsers name the gateway itself as their origin.
        cors_allowed_origins=[*settings.origins, settings.address("realtime")],
        max_http_buffer_size=LONGEST_MESSAGE_BYTES,
        ping_interval=PING_SECONDS,
        ping_timeout=PONG_SECONDS,
        manage_session=False,
        logger=_quiet_logger("socketio"),
        engineio_logger=_quiet_logger("engineio"),
    )

    def emit(room: str, notification: dict[str, Any]) -> None:
        socketio.emit("notification", notification, to=room)

    feed = Feed(database.everywhere(), emit)
    revocations = Revocations(database.everywhere())
    sockets = Sockets(socketio, feed, database, settings.secret_keys, revocations)
    sockets.install()

    def push() -> None:
        """Called at least once a second, so a sign-in that has ended is noticed within two."""
        feed.push()
        sockets.drop_ended()

    wakeups = Wakeups(settings.libpq_url, "notifications", push)
    _add_probes(app, database, wakeups)
    return Gateway(app, database, wakeups)


def _quiet_logger(name: str) -> logging.Logger:
    """Without a logger of its own the library prints beside our logs; at INFO it prints each packet."""
    logger = logging.getLogger(name)
    logger.setLevel(logging.WARNING)
    return logger


def _add_probes(app: Flask, database: Database, wakeups: Wakeups) -> None:
    @app.get("/livez")
    def livez() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz")
    def readyz() -> dict[str, str]:
        revision = readiness.check(database)
        if not wakeups.is_listening:
            raise Unavailable("not listening for notifications")
        return {"status": "ok", "revision": revision}

    @app.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)
