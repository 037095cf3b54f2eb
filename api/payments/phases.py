"""Writes with a gateway call in the middle: their idempotency key spans several transactions."""

from collections.abc import Callable

from sqlalchemy import Connection

from api import idempotency
from api.database import Database, retrying
from api.idempotency import Key
from api.reply import Encoded, encode


class Phases:
    """Claims the key first; `finish` stores the answer with the last effect; a failure gives the key back."""

    def __init__(self, database: Database, key: Key) -> None:
        self.database = database
        self.key = key

    def run(self, work: Callable[[], Encoded]) -> Encoded:
        """The stored answer of an earlier request, or that of `work`, which must call `finish`."""
        stored = retrying(self._claim)
        if stored is not None:
            return stored
        try:
            return work()
        except BaseException:
            retrying(self._release)
            raise

    def finish(self, connection: Connection, result: object, status: int) -> Encoded:
        """Store the answer in the transaction of the last effect."""
        answer = encode(result, status)
        idempotency.finish(connection, self.key, answer)
        return answer

    def _claim(self) -> Encoded | None:
        with self.database.transaction() as connection:
            return idempotency.claim(connection, self.key)

    def _release(self) -> None:
        with self.database.transaction() as connection:
            idempotency.release(connection, self.key)
