"""The gateway's process: one gevent server, which serves a push for a quarter of what threads cost."""

import logging
import os
import signal

import gevent
from gevent.pywsgi import WSGIHandler, WSGIServer

from api.realtime.app import Gateway, create_gateway
from chitrail.settings import Settings

STOP_SECONDS = 3.0
EXIT_GIVE_UP = 70

log = logging.getLogger(__name__)


class Handler(WSGIHandler):  # type: ignore[misc]
    """Closes a connection when its WebSocket has ended; else it would wait for a next request for ever."""

    def run_application(self) -> None:
        """Serve one request."""
        super().run_application()
        if self.environ.get("HTTP_UPGRADE", "").lower() == "websocket":
            self.close_connection = True


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT. The standard library must be monkey-patched before."""
    gateway = create_gateway(settings)
    server = WSGIServer(
        (settings.host, settings.realtime_port),
        gateway.app,
        handler_class=Handler,
        log=None,
        error_log=logging.getLogger("gevent.pywsgi"),
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(number, lambda: gevent.spawn(stop, server, gateway))
    pushing = gevent.spawn(push_forever, gateway)
    server.start()
    log.info("realtime ready on %s:%d", settings.host, settings.realtime_port)
    server.serve_forever()
    pushing.join(STOP_SECONDS)
    gateway.database.dispose()


def push_forever(gateway: Gateway) -> None:
    """The push must not end before the server does: without it screens look alive and hear nothing."""
    try:
        gateway.wakeups.run()
    except Exception:
        log.critical("the push broke down, ending for a fresh start", exc_info=True)
        os._exit(EXIT_GIVE_UP)


def stop(server: WSGIServer, gateway: Gateway) -> None:
    """Close the port, then the connections; screens come back by themselves."""
    gateway.wakeups.stop()
    server.stop(timeout=STOP_SECONDS)
