"""Routes of the books."""

from sqlalchemy import Connection

from api.authorization import MANAGEMENT
from api.books import service
from api.books.schemas import Transaction, TransactionQuery, TrialBalance, TrialBalanceQuery
from api.paging import Listing
from api.routing import Routes
from chitrail.tokens import Actor

routes = Routes("books")


@routes.get("/api/books/trial-balance", roles=MANAGEMENT)
def get_trial_balance(
    query: TrialBalanceQuery, actor: Actor, connection: Connection
) -> TrialBalance:
    """Read every account over some business days; the balances add up to zero."""
    return service.trial_balance(connection, actor.outlet_id, query)


@routes.get("/api/books/transactions", roles=MANAGEMENT)
def list_transactions(
    query: TransactionQuery, actor: Actor, connection: Connection
) -> Listing[Transaction]:
    """List the transactions of the ledger with their entries, newest first."""
    return service.transactions(connection, actor.outlet_id, query)
