"""Reading the books."""

from collections.abc import Sequence

from sqlalchemy import Connection

from api.books import queries
from api.books.queries import TRANSACTIONS
from api.books.schemas import (
    Account,
    Entry,
    Transaction,
    TransactionQuery,
    TrialBalance,
    TrialBalanceQuery,
)
from api.models import AnyRow
from api.paging import Listing, paged
from chitrail.errors import InvalidInput
from chitrail.money import format_rupees


def trial_balance(connection: Connection, outlet_id: str, query: TrialBalanceQuery) -> TrialBalance:
    """Every account over some business days. Raises InvalidInput when they are the wrong way round."""
    if query.from_ is not None and query.to is not None and query.from_ > query.to:
        raise InvalidInput("must not be after `to`", field="from")
    rows = queries.balances(connection, outlet_id, query)
    debit, credit = sum(int(row.debit) for row in rows), sum(int(row.credit) for row in rows)
    return TrialBalance(
        from_=query.from_,
        to=query.to,
        accounts=[_account(row) for row in rows],
        debit=format_rupees(debit),
        credit=format_rupees(credit),
        balance=format_rupees(debit - credit),
    )


def transactions(
    connection: Connection, outlet_id: str, query: TransactionQuery
) -> Listing[Transaction]:
    """Transactions that match, newest first, with their entries."""
    by = (TRANSACTIONS.c.occurred_at, TRANSACTIONS.c.id)
    rows, page = paged(connection, queries.transactions(outlet_id, query), query, by)
    entries = queries.entries(connection, [row.id for row in rows])
    return Listing([_transaction(row, entries[row.id]) for row in rows], page)


def _account(row: AnyRow) -> Account:
    debit, credit = int(row.debit), int(row.credit)
    return Account(
        account=row.code,
        kind=row.kind,
        meaning=row.meaning,
        debit=format_rupees(debit),
        credit=format_rupees(credit),
        balance=format_rupees(debit - credit),
    )


def _transaction(row: AnyRow, entries: Sequence[AnyRow]) -> Transaction:
    return Transaction(
        id=row.id,
        kind=row.kind,
        source_id=row.source_id,
        outlet_id=row.outlet_id,
        order_id=row.order_id,
        payment_id=row.payment_id,
        payment_method=row.payment_method,
        business_date=row.business_date,
        occurred_at=row.occurred_at,
        entries=[
            Entry(
                account=entry.account,
                debit=format_rupees(max(entry.amount_paise, 0)),
                credit=format_rupees(max(-entry.amount_paise, 0)),
            )
            for entry in entries
        ],
    )
