"""Adding to the audit, in the transaction of the act itself: both happen, or neither."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, insert, text

from api.audit.models import AuditEntry
from chitrail.audit_chain import NOBODY, START, entry_sha256
from chitrail.clock import now

_BEGIN = text("""
INSERT INTO audit_heads (outlet_id, last_seq, last_sha256) VALUES (:outlet_id, 0, :start)
ON CONFLICT DO NOTHING
""")
_HEAD = text(
    "SELECT last_seq, last_sha256 FROM audit_heads WHERE outlet_id = :outlet_id FOR UPDATE"
)
_MOVE = text("""
UPDATE audit_heads SET last_seq = :seq, last_sha256 = :sha256 WHERE outlet_id = :outlet_id
""")


def record(
    connection: Connection,
    outlet_id: str | None,
    actor: str,
    act: str,
    subject: UUID | str = "",
    *,
    at: datetime | None = None,
    **details: object,
) -> None:
    """Add an entry to an outlet's chain; None is the chain of those nobody knows.

    The chain's head stays locked until the transaction ends, so call it as the last step of an act.
    """
    outlet = outlet_id if outlet_id is not None else NOBODY
    connection.execute(_BEGIN, {"outlet_id": outlet, "start": START})
    head = connection.execute(_HEAD, {"outlet_id": outlet}).one()
    told = {name: str(value) for name, value in details.items() if value is not None}
    occurred_at, seq, previous = at or now(), head.last_seq + 1, bytes(head.last_sha256)
    sha256 = entry_sha256(
        previous,
        outlet_id=outlet,
        seq=seq,
        occurred_at=occurred_at,
        actor=actor,
        act=act,
        subject=str(subject),
        details=told,
    )
    row = {
        "outlet_id": outlet,
        "seq": seq,
        "occurred_at": occurred_at,
        "actor": actor,
        "act": act,
        "subject": str(subject),
        "details": told,
        "previous_sha256": previous,
        "sha256": sha256,
    }
    connection.execute(insert(AuditEntry).values(row))
    connection.execute(_MOVE, {"outlet_id": outlet, "seq": seq, "sha256": sha256})
