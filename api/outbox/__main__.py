"""`python -m api.outbox`: runs the relay; `python -m api.outbox refill --topic T` sends a topic again."""

import argparse
import logging
import os
import signal
import sys
import threading

from prometheus_client import start_http_server

from api.outbox import queue
from api.outbox.publisher import Publisher
from api.outbox.relay import Relay
from chitrail import logs
from chitrail.events import EVENTS
from chitrail.settings import Settings


def main(arguments: list[str]) -> int:
    """Run the relay until SIGTERM or SIGINT, or refill one topic."""
    options = _parser().parse_args(arguments)
    settings = Settings.from_env(os.environ)
    logs.configure(settings.log_level)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    publisher = Publisher(settings.kafka_bootstrap_servers, stopping)
    if options.command == "refill":
        return refill(settings, publisher, stopping, options.topic)
    try:
        start_http_server(settings.metrics_port, addr=settings.host)
    except OSError as error:  # a standby beside the active relay: it relays all the same
        logging.getLogger(__name__).warning(
            "no metrics on port %d: %s", settings.metrics_port, error
        )
    Relay(settings.libpq_url, publisher, stopping).run()
    return 0


def refill(settings: Settings, publisher: Publisher, stopping: threading.Event, topic: str) -> int:
    """Send every retained event of a topic that was published again; 1 when some could not be sent.

    Consumers drop what they have processed. After a failure nothing more is sent: repeat the command.
    """
    sent = 0
    with queue.connect(settings.libpq_url) as connection:
        for events in queue.of_topic(connection, topic):
            batch = publisher.publish(events)
            sent += len(batch.receipts)
            if stopping.is_set() or len(batch.receipts) < len(events):
                print(f"{sent} events sent again to {topic}, then it was given up")
                return 1
    print(f"{sent} events sent again to {topic}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m api.outbox", description="The relay to Kafka.")
    commands = parser.add_subparsers(dest="command", metavar="refill")
    again = commands.add_parser("refill", help="send a topic's retained events again")
    again.add_argument("--topic", required=True, choices=EVENTS, metavar="TOPIC")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
