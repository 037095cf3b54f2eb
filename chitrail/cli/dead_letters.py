"""`chitrail dead-letters`: events a stream could not process, to be seen and replayed."""

import os
from typing import Annotated, Any

import psycopg
import typer
from confluent_kafka import Producer
from psycopg.rows import dict_row

from chitrail.errors import NotFound, Unavailable
from chitrail.settings import Settings

FLUSH_SECONDS = 30.0
PREVIEW = 100

_LIST = """
SELECT id, consumer, topic, partition, kafka_offset, attempts, created_at, replayed_at, error
FROM dead_letters WHERE %(all)s OR replayed_at IS NULL ORDER BY id
"""
_ONE = "SELECT * FROM dead_letters WHERE id = %(id)s"
_WAITING = "SELECT id FROM dead_letters WHERE replayed_at IS NULL ORDER BY id"
_REPLAYED = "UPDATE dead_letters SET replayed_at = now() WHERE id = %(id)s"

app = typer.Typer(help="Events that a stream could not process.", no_args_is_help=True)


@app.command("list")
def list_letters(
    everything: Annotated[bool, typer.Option("--all", help="Also those already replayed.")] = False,
) -> None:
    """List dead letters with the reason each was set aside.

    Example: chitrail dead-letters list --all
    """
    with _connect() as connection:
        rows = connection.execute(_LIST, {"all": everything}).fetchall()
    for row in rows:
        state = f"replayed {row['replayed_at']:%Y-%m-%d %H:%M}" if row["replayed_at"] else "waiting"
        typer.echo(
            f"{row['id']:6} {state:26} {row['consumer']:14} {row['topic']}[{row['partition']}]"
            f"@{row['kafka_offset']} after {row['attempts']} tries: {row['error'][:PREVIEW]}"
        )
    typer.echo(f"{len(rows)} dead letters")


@app.command()
def show(letter: Annotated[int, typer.Argument(help="Number from the list.")]) -> None:
    """Show one dead letter whole: where it came from, the error, and its bytes as text.

    Example: chitrail dead-letters show 12
    """
    with _connect() as connection:
        row = _fetch(connection, letter)
    for name, value in row.items():
        shown = (
            bytes(value).decode(errors="backslashreplace")
            if name in ("key", "payload") and value
            else value
        )
        typer.echo(f"{name:14} {shown}")


@app.command()
def replay(
    letters: Annotated[list[int] | None, typer.Argument(help="Numbers from the list.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every one that is waiting.")] = False,
) -> None:
    """Send dead letters to their topic again, byte for byte, with their key and headers.

    What was processed meanwhile is dropped by the stream's inbox, so replaying twice is harmless.
    Example: chitrail dead-letters replay --all
    """
    producer = Producer(
        {
            "bootstrap.servers": Settings.from_env(os.environ).kafka_bootstrap_servers,
            "enable.idempotence": True,
        }
    )
    with _connect() as connection:
        numbers = list(letters or [])
        if everything:
            numbers = [row["id"] for row in connection.execute(_WAITING)]
        for number in numbers:
            _send(producer, _fetch(connection, number))
            connection.execute(_REPLAYED, {"id": number})
    typer.echo(f"{len(numbers)} dead letters replayed")


def _send(producer: Any, row: dict[str, Any]) -> None:
    errors: list[Any] = []
    producer.produce(
        row["topic"],
        value=row["payload"],
        key=row["key"],
        headers={name: str(value) for name, value in row["headers"].items()},
        on_delivery=lambda error, _: errors.append(error) if error else None,
    )
    if producer.flush(FLUSH_SECONDS) or errors:
        raise Unavailable(
            f"dead letter {row['id']} could not be sent: {errors or 'Kafka did not answer'}"
        )


def _fetch(connection: psycopg.Connection[dict[str, Any]], number: int) -> dict[str, Any]:
    row = connection.execute(_ONE, {"id": number}).fetchone()
    if row is None:
        raise NotFound(f"there is no dead letter {number}")
    return row


def _connect() -> psycopg.Connection[dict[str, Any]]:
    url = Settings.from_env(os.environ).libpq_url
    return psycopg.connect(url, autocommit=True, connect_timeout=5, row_factory=dict_row)
