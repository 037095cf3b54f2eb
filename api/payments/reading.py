"""Reading payments, and whether any can be taken."""

from uuid import UUID

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from api.database import Database, is_away
from api.paging import Listing, paged
from api.payments import queries
from api.payments.gateway.client import Gateway
from api.payments.queries import PAYMENTS
from api.payments.schemas import Health, Payment, PaymentQuery
from api.payments.views import payment_view
from api.reply import Reply
from chitrail.errors import NotFound
from chitrail.settings import Settings


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
    stored, gateway = _database_answers(database), Gateway(settings).answers()
    return Health("ok" if stored and gateway else "degraded", _word(stored), _word(gateway))


def _database_answers(database: Database) -> bool:
    try:
        with database.transaction() as connection:
            connection.execute(text("SELECT 1"))
    except (DBAPIError, PoolTimeout) as error:
        if is_away(error):
            return False
        raise
    return True


def _word(answers: bool) -> str:
    return "ok" if answers else "unavailable"
