"""`chitrail topics`: the declared Kafka topics against the broker's."""

import os
from typing import Annotated, Any

import typer
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient, NewTopic  # type: ignore[attr-defined]

from chitrail.errors import Conflict, Unavailable
from chitrail.settings import Settings
from chitrail.topics import ALL_TOPICS, Topic

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
    from confluent_kafka import Consumer, TopicPartition

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
