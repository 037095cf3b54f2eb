"""Idempotency keys: a write repeated with the same key has one effect and one answer.

The key's row, the effect, its outbox rows and the stored answer commit together. A duplicate that
arrives meanwhile waits for that commit (bounded by lock_timeout) and is then given the same bytes.
Refusals are not stored: their transaction rolls back and takes the key with it.

Work in several transactions (a gateway call between them) uses the same parts: `claim` in the first
transaction, `finish` in the last, `release` when the caller may try again with the same key. A claim
whose process died is taken over after LEASE_SECONDS.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from flask import Request
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from api.database import sqlstate
from api.reply import Encoded
from chitrail.errors import ChitrailError, Conflict, InvalidInput

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
LEASE_SECONDS = 30
"""Longer than any request may take (gunicorn ends one at 30 s), so its owner is surely gone."""
LOCK_NOT_AVAILABLE = "55P03"
_KEY = re.compile(r"[\x21-\x7e]{1,255}", re.ASCII)

_INSERT = text("""
INSERT INTO idempotency_keys (scope, key, request_sha256) VALUES (:scope, :key, :sha256)
ON CONFLICT DO NOTHING RETURNING true
""")
_SELECT = text("""
SELECT request_sha256, response_status, response_body, response_headers
FROM idempotency_keys WHERE scope = :scope AND key = :key
""")
_TAKE_OVER = text("""
UPDATE idempotency_keys SET created_at = clock_timestamp()
WHERE scope = :scope AND key = :key AND response_status IS NULL
  AND created_at < clock_timestamp() - make_interval(secs => :lease)
RETURNING true
""")
_FINISH = text("""
UPDATE idempotency_keys
SET response_status = :status, response_body = :body, response_headers = CAST(:headers AS jsonb),
    completed_at = clock_timestamp()
WHERE scope = :scope AND key = :key
""")
_RELEASE = text("""
DELETE FROM idempotency_keys WHERE scope = :scope AND key = :key AND response_status IS NULL
""")


class KeyMissing(ChitrailError):
    """Writes must carry a key, so that a client may repeat them when the line breaks."""

    code = "idempotency-key-missing"
    title = "An Idempotency-Key header is required"


class KeyReused(InvalidInput):
    """The key belongs to a request with another body."""

    code = "idempotency-key-reused"
    title = "This Idempotency-Key was used for another request"


class KeyInFlight(Conflict):
    """The first request with this key is still being worked on."""

    code = "idempotency-key-in-flight"
    title = "The first request with this key is not finished"


@dataclass(frozen=True)
class Key:
    """One caller's key for one method and path; `sha256` is the digest of the request's body."""

    scope: str
    key: str
    sha256: bytes

    @property
    def row(self) -> dict[str, Any]:
        """Bind parameters of the key's row."""
        return {"scope": self.scope, "key": self.key, "sha256": self.sha256}


def read_key(request: Request, subject: str, raw: bytes) -> Key:
    """The key of a request. Raises KeyMissing, or InvalidInput when it is not printable ASCII."""
    given = request.environ.get("HTTP_IDEMPOTENCY_KEY")
    if given is None:
        raise KeyMissing(f"repeat the request with an {HEADER} header, a UUID for example")
    if not _KEY.fullmatch(given):
        raise InvalidInput("must be 1 to 255 printable ASCII characters", field=HEADER)
    scope = f"{subject} {request.method} {request.path}"
    return Key(scope, given, hashlib.sha256(raw).digest())


def claim(connection: Connection, key: Key) -> Encoded | None:
    """None when the key is ours now, or the stored answer of the first request.

    Raises KeyReused for another body, KeyInFlight when the first request has not finished.
    """
    try:
        if connection.execute(_INSERT, key.row).scalar():
            return None
    except OperationalError as error:
        if sqlstate(error) == LOCK_NOT_AVAILABLE:
            raise KeyInFlight("the first request with this key is still running") from error
        raise
    stored = lookup(connection, key)
    if (
        stored is None
        and not connection.execute(_TAKE_OVER, {**key.row, "lease": LEASE_SECONDS}).scalar()
    ):
        raise KeyInFlight("the first request with this key is still running")
    return stored


def lookup(connection: Connection, key: Key) -> Encoded | None:
    """The stored answer of a known key; None while it has none. Raises KeyReused for another body."""
    row = connection.execute(_SELECT, key.row).one_or_none()
    if row is None:
        return None
    if row.request_sha256 != key.sha256:
        raise KeyReused("the key was used with another body")
    if row.response_status is None:
        return None
    headers = {**row.response_headers, REPLAYED: "true"}
    return Encoded(row.response_status, bytes(row.response_body), headers)


def finish(connection: Connection, key: Key, answer: Encoded) -> None:
    """Store the answer; it becomes true with the transaction's commit."""
    row = {**key.row, "status": answer.status, "body": answer.body, "headers": answer.headers_json}
    connection.execute(_FINISH, row)


def release(connection: Connection, key: Key) -> None:
    """Give an unfinished key back, so that a repetition is worked on again."""
    connection.execute(_RELEASE, key.row)
