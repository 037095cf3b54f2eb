"""Builds a Faust app from the settings: one app, one consumer group, one concern."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import faust
from faust.app.base import BootStrategy

from chitrail.settings import Settings
from chitrail.topics import FIGURES, PARTITIONS, SUBSCRIBED_TOPICS
from streams.agents import inventory, notifications
from streams.agents.loop import add_agent
from streams.delivery import Delivery, Effect
from streams.figures.app import add_figures
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

    `worker_no` tells the workers of one concern apart.
    """
    subscribed = SUBSCRIBED_TOPICS[concern] if concern == FIGURES else CONCERNS[concern]
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
        consumer_group_instance_id=member_name(concern, worker_no, subscribed),
        producer_linger=0.005,
        web_enabled=False,
    )
    sinks = []
    if concern == FIGURES:
        sinks.append(Sink(settings.libpq_url, "streams figures"))
        add_figures(app, sinks[0])
    for topic, effect in CONCERNS.get(concern, {}).items():
        sink = Sink(settings.libpq_url, f"streams {concern} {topic}")
        sinks.append(sink)
        add_agent(app, topic, Delivery(concern, effect, sink))
    add_watchdog(app, sinks, frozenset(subscribed))
    return app


def member_name(concern: str, worker_no: int, topics: Iterable[str]) -> str:
    """Name of a worker as a static member of its consumer group.

    A worker killed and started again under its name gets its partitions back at once: the broker hands
    out the assignment it had before, without asking what the newcomer subscribes to. So the topics are
    part of the name. Else a release that adds a topic would never be given that topic's partitions.
    """
    subscription = hashlib.sha256(",".join(sorted(topics)).encode()).hexdigest()[:8]
    return f"{concern}-{worker_no}-{subscription}"


def data_folder(settings: Settings, concern: str, worker_no: int) -> Path:
    """Where one worker may keep files; two workers must not share it."""
    return settings.home / "streams" / f"{concern}-{worker_no}"
