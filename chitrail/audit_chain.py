"""The audit's hash chain: what an entry's SHA-256 covers, for who writes entries and who checks them."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime

START = bytes(32)
"""Stands before the first entry of a chain."""
NOBODY = "-"
"""Outlet of entries about names that belong to none."""


def entry_sha256(
    previous: bytes,
    *,
    outlet_id: str,
    seq: int,
    occurred_at: datetime,
    actor: str,
    act: str,
    subject: str,
    details: Mapping[str, str],
) -> bytes:
    """SHA-256 over the digest before and the entry as canonical JSON (sorted keys, ASCII, UTC)."""
    at = occurred_at.astimezone(UTC).isoformat(timespec="microseconds")
    entry = [outlet_id, seq, at, actor, act, subject, dict(details)]
    canonical = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(previous + canonical.encode("ascii")).digest()
