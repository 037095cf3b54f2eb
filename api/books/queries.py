"""Queries about the ledger, as one outlet may see it: its own transactions and those of none."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, func, or_, select

from api.books.models import LedgerAccount, LedgerEntry, LedgerTransaction
from api.books.schemas import TransactionQuery, TrialBalanceQuery
from api.models import AnyRow, AnySelect, table_of

ACCOUNTS, ENTRIES = table_of(LedgerAccount), table_of(LedgerEntry)
TRANSACTIONS = table_of(LedgerTransaction)


def balances(connection: Connection, outlet_id: str, query: TrialBalanceQuery) -> Sequence[AnyRow]:
    """Debits and credits of every account, in paise, by code."""
    amount = ENTRIES.c.amount_paise
    booked = (
        select(
            ENTRIES.c.account,
            func.coalesce(func.sum(amount).filter(amount > 0), 0).label("debit"),
            func.coalesce(-func.sum(amount).filter(amount < 0), 0).label("credit"),
        )
        .join(TRANSACTIONS, TRANSACTIONS.c.id == ENTRIES.c.transaction_id)
        .where(_visible(outlet_id))
        .group_by(ENTRIES.c.account)
    )
    if query.from_ is not None:
        booked = booked.where(TRANSACTIONS.c.business_date >= query.from_)
    if query.to is not None:
        booked = booked.where(TRANSACTIONS.c.business_date <= query.to)
    found = booked.subquery()
    statement = (
        select(
            ACCOUNTS,
            func.coalesce(found.c.debit, 0).label("debit"),
            func.coalesce(found.c.credit, 0).label("credit"),
        )
        .join(found, found.c.account == ACCOUNTS.c.code, isouter=True)
        .order_by(ACCOUNTS.c.code)
    )
    return connection.execute(statement).all()


def transactions(outlet_id: str, query: TransactionQuery) -> AnySelect:
    """Statement for the transactions that match."""
    statement = select(TRANSACTIONS).where(_visible(outlet_id))
    for name in ("order_id", "payment_id", "kind", "business_date"):
        wanted = getattr(query, name)
        if wanted is not None:
            statement = statement.where(TRANSACTIONS.c[name] == wanted)
    return statement


def entries(connection: Connection, transaction_ids: Sequence[UUID]) -> dict[UUID, list[AnyRow]]:
    """Entries by transaction, in their order."""
    statement = (
        select(ENTRIES)
        .where(ENTRIES.c.transaction_id.in_(transaction_ids))
        .order_by(ENTRIES.c.transaction_id, ENTRIES.c.line_no)
    )
    found: dict[UUID, list[AnyRow]] = defaultdict(list)
    for row in connection.execute(statement):
        found[row.transaction_id].append(row)
    return found


def _visible(outlet_id: str) -> ColumnElement[bool]:
    return or_(TRANSACTIONS.c.outlet_id == outlet_id, TRANSACTIONS.c.outlet_id.is_(None))
