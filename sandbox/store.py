"""The durable store: SQLite, one transaction a request, everything kept over kill -9."""

import hashlib
import itertools
import json
import secrets
import sqlite3
import string
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.migrating import migrate

ALPHABET = string.digits + string.ascii_letters
ID_LENGTH = 14
FAR_FUTURE = 2**40
BUSY_SECONDS = 10.0

_COUNT = """
SELECT (SELECT coalesce(max(seq), 0) FROM entity) + (SELECT coalesce(max(seq), 0) FROM webhook)
"""

Entity = dict[str, Any]


class Store:
    """Opens a connection per transaction: cheap in SQLite, and safe with threads.

    `first` is done at the start of every transaction: what the clock says has to be done by then; it says
    whether there was anything.
    """

    def __init__(self, folder: Path, seed: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / "sandbox.sqlite3"
        self.seed = seed
        self.changed = threading.Event()
        self.first: Callable[[Transaction], bool] = lambda _: False
        with self._open() as connection:
            migrate(connection)

    @contextmanager
    def transaction(self, *, wakes: bool = True) -> Iterator["Transaction"]:
        """All or nothing; transactions queue up behind each other. `wakes` the deliverer of webhooks."""
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                transaction = Transaction(connection, self.seed)
                wakes = self.first(transaction) or wakes
                yield transaction
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
        if wakes:
            self.changed.set()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA synchronous = FULL")
        try:
            yield connection
        finally:
            connection.close()


class Transaction:
    """Reads and writes of entities inside one transaction. Entities are the API's own JSON objects.

    Names that begin with an underscore are the sandbox's own and never shown.
    """

    def __init__(self, connection: sqlite3.Connection, seed: str) -> None:
        self.connection = connection
        self.seed = seed
        self.offset: int = connection.execute("SELECT offset_seconds FROM clock").fetchone()[0]

    def now(self) -> int:
        """Unix seconds on the sandbox's clock, which can be ahead of the real one."""
        return int(self.moment())

    def moment(self) -> float:
        """Like `now`, with fractions."""
        return time.time() + self.offset

    def advance_clock(self, seconds: int) -> None:
        """Set the sandbox's clock forward for good."""
        self.offset += seconds
        self.connection.execute("UPDATE clock SET offset_seconds = ?", (self.offset,))

    def new_id(self, prefix: str) -> str:
        """Prefix and 14 case-sensitive alphanumerics; repeatable when a seed is set."""
        if not self.seed:
            return prefix + "".join(secrets.choice(ALPHABET) for _ in range(ID_LENGTH))
        number = self.connection.execute(_COUNT).fetchone()[0]
        for salt in itertools.count():
            digest = hashlib.sha256(f"{self.seed}/{prefix}/{number}/{salt}".encode()).digest()
            identifier = prefix + "".join(
                ALPHABET[byte % len(ALPHABET)] for byte in digest[:ID_LENGTH]
            )
            if self.get(identifier) is None:
                return identifier
        raise AssertionError("unreachable")

    def add(self, kind: str, entity: Entity, parent: str | None) -> None:
        """Store a new entity; `parent` is the order (or QR code) of a payment, or the payment of a refund."""
        self.connection.execute(
            "INSERT INTO entity (id, kind, parent, created_at, body) VALUES (?, ?, ?, ?, ?)",
            (entity["id"], kind, parent, entity["created_at"], json.dumps(entity)),
        )

    def save(self, entity: Entity) -> None:
        """Store a changed entity."""
        self.connection.execute(
            "UPDATE entity SET body = ? WHERE id = ?", (json.dumps(entity), entity["id"])
        )

    def get(self, identifier: str, kind: str | None = None) -> Entity | None:
        """The entity, or None when there is none of this id (and kind)."""
        row = self.connection.execute(
            "SELECT body FROM entity WHERE id = ? AND kind = coalesce(?, kind)", (identifier, kind)
        ).fetchone()
        return None if row is None else json.loads(row["body"])

    def children(self, parent: str, kind: str) -> list[Entity]:
        """Payments of an order or refunds of a payment, newest first."""
        rows = self.connection.execute(
            "SELECT body FROM entity WHERE parent = ? AND kind = ? ORDER BY seq DESC",
            (parent, kind),
        )
        return [json.loads(row["body"]) for row in rows]

    def page(
        self, kind: str, span: "Page", where: str = "true", values: tuple[object, ...] = ()
    ) -> list[Entity]:
        """One page, newest first; `where` is SQL of ours over entity."""
        rows = self.connection.execute(
            f"""SELECT body FROM entity WHERE kind = ? AND created_at BETWEEN ? AND ? AND {where}
               ORDER BY seq DESC LIMIT ? OFFSET ?""",  # noqa: S608 - values are bound
            (kind, span.since, span.until, *values, span.count, span.skip),
        )
        return [json.loads(row["body"]) for row in rows]


@dataclass(frozen=True)
class Page:
    """Which part of a list: created between two Unix seconds, so many after so many."""

    since: int = 0
    until: int = FAR_FUTURE
    count: int = 10
    skip: int = 0


def public(entity: Entity) -> Entity:
    """The entity as the API shows it."""
    return {name: value for name, value in entity.items() if not name.startswith("_")}
