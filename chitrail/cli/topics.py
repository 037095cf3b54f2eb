"""`chitrail topics`: the declared Kafka topics against the broker's."""

import os
import time
from typing import Annotated, Any

import typer
from confluent_kafka import ConsumerGroupTopicPartitions, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic  # type: ignore[attr-defined]

from chitrail.errors import Conflict, InvalidInput, Unavailable
from chitrail.settings import Settings
from chitrail.topics import ALL_TOPICS, SUBSCRIBED_TOPICS, Topic

WAIT_SECONDS = 30.0
MILLISECONDS_PER_DAY = 86_400_000

app = typer.Typer(help="List, create and check the Kafka topics.", no_args_is_help=True)


@app.command("list")
def list_topics() -> None:
    """List the declared topics with their partitions and retention, and what the broker has.

    Example: chitrail topics list
    """
    there = _partitions(_admin())
    for topic in ALL_TOPICS:
        found = there.get(topic.name)
        state = "missing" if found is None else f"{found} partitions"
        keeps = "compacted" if topic.compacted else f"{topic.retention_days} days"
        typer.echo(f"{topic.name:32} {topic.partitions} partitions, {keeps:9} | broker: {state}")


@app.command()
def create() -> None:
    """Create every declared topic that the broker lacks; safe to repeat.

    Refuses when a topic exists with another number of partitions: adding partitions would break the order
    of events per key, so that is the operator's decision. Example: chitrail topics create
    """
    settings = Settings.from_env(os.environ)
    admin = AdminClient({"bootstrap.servers": settings.kafka_bootstrap_servers})
    there = _partitions(admin)
    odd = [
        f"{topic.name} has {there[topic.name]} partitions, declared are {topic.partitions}"
        for topic in ALL_TOPICS
        if there.get(topic.name, topic.partitions) != topic.partitions
    ]
    if odd:
        raise Conflict("; ".join(odd))
    missing = [topic for topic in ALL_TOPICS if topic.name not in there]
    for name, future in (
        admin.create_topics([_as_new(topic, settings.kafka_replicas) for topic in missing]).items()
        if missing
        else []
    ):
        try:
            future.result(timeout=WAIT_SECONDS)
        except KafkaException as error:
            raise Unavailable(f"topic {name} could not be created: {error}") from error
    typer.echo(f"{len(missing)} topics created, {len(ALL_TOPICS) - len(missing)} were there")


@app.command()
def describe(
    topic: Annotated[str, typer.Argument(help="Topic name, such as order.completed.")],
) -> None:
    """Show the first and next offset of each partition of a topic.

    Example: chitrail topics describe order.completed
    """
    from confluent_kafka import Consumer

    servers = Settings.from_env(os.environ).kafka_bootstrap_servers
    consumer = Consumer({"bootstrap.servers": servers, "group.id": "chitrail-topics"})
    try:
        for partition in range(_partitions(_admin()).get(topic, 0)):
            low, high = consumer.get_watermark_offsets(
                TopicPartition(topic, partition), timeout=WAIT_SECONDS
            )
            typer.echo(
                f"{topic} partition {partition}: first {low}, next {high}, records {high - low}"
            )
    finally:
        consumer.close()


@app.command()
def rewind(
    app: Annotated[str, typer.Argument(help="Stream app: inventory, notifications or figures.")],
) -> None:
    """Have a stopped stream app read all of its topics again from the beginning.

    Nothing happens twice: what the inbox knows is dropped, and figures know their orders. Waits up to half a
    minute for the app's workers to be missed. Example: chitrail topics rewind inventory
    """
    if app not in SUBSCRIBED_TOPICS:
        raise InvalidInput(f"must be one of {', '.join(SUBSCRIBED_TOPICS)}", field="app")
    admin = _admin()
    there = _partitions(admin)
    first = [
        TopicPartition(topic, number, 0)
        for topic in SUBSCRIBED_TOPICS[app]
        for number in range(there.get(topic, 0))
    ]
    deadline = time.monotonic() + WAIT_SECONDS
    while refusal := _set_offsets(admin, app, first):
        if time.monotonic() > deadline:
            raise Conflict(f"{app} cannot be rewound, are its workers stopped? ({refusal})")
        time.sleep(1)
    typer.echo(f"{app} reads {len(first)} partitions from the beginning when it is started")


def _set_offsets(admin: Any, group: str, places: list[TopicPartition]) -> str:
    """Why a group's offsets cannot be set now; empty when they were."""
    wanted = [ConsumerGroupTopicPartitions(group, places)]
    try:
        (answer,) = admin.alter_consumer_group_offsets(wanted).values()
        failed = [place for place in answer.result(WAIT_SECONDS).topic_partitions if place.error]
    except KafkaException as error:
        return str(error)
    return "; ".join(str(place.error) for place in failed[:1])


def _admin() -> Any:
    return AdminClient({"bootstrap.servers": Settings.from_env(os.environ).kafka_bootstrap_servers})


def _partitions(admin: Any) -> dict[str, int]:
    try:
        metadata = admin.list_topics(timeout=WAIT_SECONDS)
    except KafkaException as error:
        raise Unavailable(f"Kafka does not answer: {error}") from error
    return {name: len(topic.partitions) for name, topic in metadata.topics.items()}


def _as_new(topic: Topic, replicas: int) -> Any:
    config = (
        {"cleanup.policy": "compact"}
        if topic.compacted
        else {"retention.ms": str(topic.retention_days * MILLISECONDS_PER_DAY)}
    )
    return NewTopic(topic.name, topic.partitions, replicas, config=config)
