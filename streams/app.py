"""Builds a Faust app from the settings: one app, one consumer group, one concern."""

from collections.abc import Mapping
from pathlib import Path

import faust
from faust.app.base import BootStrategy

from chitrail.settings import Settings
from chitrail.topics import PARTITIONS
from streams.agents import inventory, notifications
from streams.agents.loop import add_agent
from streams.delivery import Delivery, Effect
from streams.sink import Sink
from streams.watchdog import add_watchdog

CONCERNS: Mapping[str, Mapping[str, Effect]] = {
    "inventory": inventory.EFFECTS,
    "notifications": notifications.EFFECTS,
}


class _WithoutWeb(BootStrategy):
    enable_web = False


class StreamApp(faust.App):
    """A Faust app that opens no port."""

    BootStrategy = _WithoutWeb


def build_app(settings: Settings, concern: str, worker_no: int) -> faust.App:
    """The app of `concern`, with one agent for each topic it consumes; does no I/O.

    `worker_no` tells the workers of one concern apart. It names a static member of the consumer group,
    so that a worker killed and started again gets its partitions back at once.
    """
    brokers = settings.kafka_bootstrap_servers.split(",")
    app = StreamApp(
        concern,
        broker=[f"kafka://{address.strip()}" for address in brokers],
        store="memory://",
        datadir=data_folder(settings, concern, worker_no),
        autodiscover=False,
        processing_guarantee="at_least_once",
        topic_partitions=PARTITIONS,
        topic_replication_factor=1,
        topic_allow_declare=False,
        table_standby_replicas=0,
        broker_commit_interval=1.0,
        # A static member says no goodbye: its partitions idle this long when it is taken away for good.
        broker_session_timeout=10.0,
        broker_heartbeat_interval=1.0,
        consumer_group_instance_id=f"{concern}-{worker_no}",
        producer_linger=0.005,
        web_enabled=False,
    )
    sinks = []
    for topic, effect in CONCERNS[concern].items():
        sink = Sink(settings.libpq_url, f"streams {concern} {topic}")
        sinks.append(sink)
        add_agent(app, topic, Delivery(concern, effect, sink))
    add_watchdog(app, sinks)
    return app


def data_folder(settings: Settings, concern: str, worker_no: int) -> Path:
    """Where one worker may keep files; two workers must not share it."""
    return settings.home / "streams" / f"{concern}-{worker_no}"
