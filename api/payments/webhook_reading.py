"""Looking at the webhooks that were taken, and booking one again."""

from sqlalchemy import Connection, select, update

from api.models import AnyRow
from api.paging import Listing, paged
from api.payments.queries import WEBHOOKS
from api.payments.schemas import StoredWebhook, WebhookQuery
from chitrail.clock import now
from chitrail.errors import NotFound


def listing(connection: Connection, query: WebhookQuery) -> Listing[StoredWebhook]:
    """Webhooks that match, newest first."""
    statement = select(WEBHOOKS)
    if query.outcome is not None:
        statement = statement.where(WEBHOOKS.c.outcome == query.outcome)
    by = (WEBHOOKS.c.received_at, WEBHOOKS.c.event_id)
    rows, page = paged(connection, statement, query, by)
    return Listing([_view(row) for row in rows], page)


def replay(connection: Connection, event_id: str) -> StoredWebhook:
    """Put a webhook down for the janitor, with all its attempts before it. Raises NotFound."""
    change = update(WEBHOOKS).where(WEBHOOKS.c.event_id == event_id)
    change = change.values(next_at=now(), attempts=0, processed_at=None, outcome="", error="")
    row = connection.execute(change.returning(WEBHOOKS)).one_or_none()
    if row is None:
        raise NotFound(f"there is no webhook {event_id}")
    return _view(row)


def _view(row: AnyRow) -> StoredWebhook:
    return StoredWebhook(
        event_id=row.event_id,
        event_type=row.event_type,
        received_at=row.received_at,
        processed_at=row.processed_at,
        outcome=row.outcome,
        attempts=row.attempts,
        error=row.error,
    )
