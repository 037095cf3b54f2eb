"""Identifiers: time-ordered UUIDs (RFC 9562, version 7) and names derived from names (version 5)."""

import os
import time
import uuid

_CHITRAIL = uuid.uuid5(uuid.NAMESPACE_DNS, "chitrail.org")


def new_id() -> uuid.UUID:
    """A UUIDv7: 48 bits of Unix milliseconds, then random bits. Never order business facts by it."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | int.from_bytes(os.urandom(10))
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return uuid.UUID(int=value)


def named_id(*parts: str) -> uuid.UUID:
    """The same UUID for the same parts: makes seeds and imports repeatable."""
    return uuid.uuid5(_CHITRAIL, "\x1f".join(parts))
