"""Reading the audit."""

from sqlalchemy import Connection, select

from api.audit.models import AuditEntry
from api.audit.schemas import AuditQuery, RecordedAct
from api.models import table_of
from api.paging import Listing, paged

ENTRIES = table_of(AuditEntry)


def listing(connection: Connection, outlet_id: str, query: AuditQuery) -> Listing[RecordedAct]:
    """Entries of an outlet, newest first."""
    statement = select(ENTRIES).where(ENTRIES.c.outlet_id == outlet_id)
    for name in ("act", "actor", "subject"):
        wanted = getattr(query, name)
        if wanted is not None:
            statement = statement.where(ENTRIES.c[name] == wanted)
    rows, page = paged(connection, statement, query, (ENTRIES.c.occurred_at, ENTRIES.c.seq))
    entries = [
        RecordedAct(
            row.seq,
            row.occurred_at,
            row.actor,
            row.act,
            row.subject,
            row.details,
            bytes(row.sha256).hex(),
        )
        for row in rows
    ]
    return Listing(entries, page)
