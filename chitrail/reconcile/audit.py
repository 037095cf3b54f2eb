"""The audit against itself: every entry follows from the one before, none is missing, none was changed."""

from typing import Any

from psycopg import Connection

from chitrail.audit_chain import START, entry_sha256
from chitrail.reconcile.result import Check

_ENTRIES = """
SELECT outlet_id, seq, occurred_at, actor, act, subject, details, previous_sha256, sha256
FROM audit_entries ORDER BY outlet_id, seq
"""
_HEADS = "SELECT outlet_id, last_seq, last_sha256 FROM audit_heads"
BATCH = 1000


def check_audit(connection: Connection[Any]) -> Check:
    """Whether every outlet's chain is whole up to its head, in the caller's transaction."""
    check = Check("audit-chain", "Is the audit whole and unchanged?")
    ends: dict[str, tuple[int, bytes]] = {}
    with connection.cursor("audit_entries") as cursor:
        cursor.itersize = BATCH
        for outlet, seq, at, actor, act, subject, details, previous, sha256 in cursor.execute(
            _ENTRIES
        ):
            last_seq, last = ends.get(outlet, (0, START))
            computed = entry_sha256(
                last,
                outlet_id=outlet,
                seq=seq,
                occurred_at=at,
                actor=actor,
                act=act,
                subject=subject,
                details=details,
            )
            place = f"audit entry {seq} of {outlet}"
            expected = [last_seq + 1, last.hex(), computed.hex()]
            check.compare(place, expected, [seq, bytes(previous).hex(), bytes(sha256).hex()])
            # From what is stored: one changed entry is one difference, not all that follow.
            ends[outlet] = (seq, bytes(sha256))
    heads = {outlet: (seq, bytes(sha256)) for outlet, seq, sha256 in connection.execute(_HEADS)}
    for outlet in sorted(ends.keys() | heads.keys()):
        check.compare(
            f"end of the audit of {outlet}",
            heads.get(outlet, (0, START)),
            ends.get(outlet, (0, START)),
        )
    return check
