"""Reading payments, and whether any can be taken."""

from uuid import UUID

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from api.database import Database, is_away
from api.models import AnyRow
from api.paging import Listing, paged
from api.payments import queries
from api.payments.gateway.client import Gateway
from api.payments.queries import PAYMENTS
from api.payments.schemas import Health, Payment, PaymentQuery
from api.payments.views import payment_view
from api.reply import Reply
from chitrail.errors import NotFound
from chitrail.settings import Settings

_BACKLOG = text("""
SELECT (SELECT count(*) FROM payments WHERE next_check_at IS NOT NULL AND status = 'UNKNOWN') AS unknown,
       (SELECT count(*) FROM refunds WHERE next_check_at IS NOT NULL) AS refunds_waiting,
       (SELECT count(*) FROM gateway_webhooks WHERE next_at IS NOT NULL) AS webhooks_waiting,
       (SELECT count(*) FROM gateway_webhooks WHERE outcome = 'dead') AS webhooks_dead
""")


def read(connection: Connection, outlet_id: str, payment_id: UUID) -> Reply[Payment]:
    """A payment of an outlet. Raises NotFound."""
    row = queries.payment(connection, outlet_id, payment_id)
    if row is None:
        raise NotFound(f"there is no payment {payment_id}")
    return Reply(payment_view(row), version=row.version)


def listing(connection: Connection, outlet_id: str, query: PaymentQuery) -> Listing[Payment]:
    """Payments that match, newest first."""
    by = (PAYMENTS.c.created_at, PAYMENTS.c.id)
    rows, page = paged(connection, queries.listing(outlet_id, query), query, by)
    return Listing([payment_view(row) for row in rows], page)


def health(database: Database, settings: Settings) -> Health:
    """Asks database and gateway, each with bounded patience; without the gateway cash still works."""
    backlog, gateway = _backlog(database), Gateway(settings).answers()
    good = backlog is not None and gateway
    return Health(
        status="ok" if good else "degraded",
        database=_word(backlog is not None),
        gateway=_word(gateway),
        **({} if backlog is None else backlog._asdict()),
    )


def _backlog(database: Database) -> AnyRow | None:
    try:
        with database.transaction() as connection:
            return connection.execute(_BACKLOG).one()
    except (DBAPIError, PoolTimeout) as error:
        if is_away(error):
            return None
        raise


def _word(answers: bool) -> str:
    return "ok" if answers else "unavailable"
