"""`python -m api.outbox`: runs the relay; `python -m api.outbox refill TOPIC` sends a topic again."""

import logging
import os
import signal
import sys
import threading

from prometheus_client import start_http_server

from api.outbox import queue
from api.outbox.publisher import Publisher
from api.outbox.relay import Relay
from chitrail.events import EVENTS
from chitrail.settings import Settings

USAGE = "usage: python -m api.outbox [refill TOPIC]"


def main(arguments: list[str]) -> int:
    """Run the relay until SIGTERM or SIGINT, or refill one topic."""
    settings = Settings.from_env(os.environ)
    logging.basicConfig(
        level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    publisher = Publisher(settings.kafka_bootstrap_servers)
    if arguments[:1] == ["refill"] and len(arguments) > 1 and arguments[1] in EVENTS:
        return _refill(settings, publisher, arguments[1])
    if arguments:
        print(USAGE, file=sys.stderr)
        return 2
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    try:
        start_http_server(settings.metrics_port, addr=settings.host)
    except OSError as error:  # a standby beside the active relay: it relays all the same
        logging.getLogger(__name__).warning(
            "no metrics on port %d: %s", settings.metrics_port, error
        )
    Relay(settings.libpq_url, publisher, stopping).run()
    return 0


def _refill(settings: Settings, publisher: Publisher, topic: str) -> int:
    """Send every retained event of a topic again; consumers drop what they have processed."""
    sent = failed = 0
    with queue.connect(settings.libpq_url) as connection:
        for events in queue.of_topic(connection, topic):
            receipts, _ = publisher.publish(events)
            sent += len(receipts)
            failed += len(events) - len(receipts)
    print(f"{sent} events sent again to {topic}, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
