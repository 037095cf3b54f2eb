"""The published warehouse snapshot against PostgreSQL, as of the snapshot's horizon.

Rows written after the horizon are not in the snapshot yet; they are left out on both sides by id, so the
comparison is exact while trade goes on.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
from psycopg import Connection, sql

from chitrail.reconcile.result import Check

_Books = Sequence[tuple[str, str, str, str]]

BOOKS: _Books = (
    (
        "warehouse-orders",
        "orders",
        """SELECT outlet_id, business_date::text, status, count(*), coalesce(sum(total_paise), 0)::bigint
           FROM orders WHERE xid < %(horizon)s::text::xid8 GROUP BY 1, 2, 3""",
        """SELECT outlet_id, business_date::text, status, count(*), coalesce(sum(total) * 100, 0)::bigint
           FROM fct_order WHERE order_id::text NOT IN (SELECT unnest($newer::text[])) GROUP BY 1, 2, 3""",
    ),
    (
        "warehouse-order-lines",
        "order_lines",
        """SELECT outlet_id, item_code, sum(quantity)::bigint, sum(total_paise)::bigint
           FROM order_lines WHERE xid < %(horizon)s::text::xid8 AND voided_at IS NULL GROUP BY 1, 2""",
        """SELECT outlet_id, item_code, sum(quantity)::bigint, (sum(total) * 100)::bigint
           FROM fct_order_line WHERE order_line_id::text NOT IN (SELECT unnest($newer::text[]))
           GROUP BY 1, 2""",
    ),
    (
        "warehouse-payments",
        "payments",
        """SELECT outlet_id, business_date::text, coalesce(payment_method, 'UNKNOWN'), status, count(*),
                  sum(amount_paise)::bigint
           FROM payments WHERE xid < %(horizon)s::text::xid8 GROUP BY 1, 2, 3, 4""",
        """SELECT outlet_id, business_date::text, payment_method, status, count(*),
                  (sum(amount) * 100)::bigint
           FROM fct_payment WHERE payment_id::text NOT IN (SELECT unnest($newer::text[]))
           GROUP BY 1, 2, 3, 4""",
    ),
    (
        "warehouse-refunds",
        "refunds",
        """SELECT outlet_id, business_date::text, status, count(*), sum(amount_paise)::bigint
           FROM refunds WHERE xid < %(horizon)s::text::xid8 GROUP BY 1, 2, 3""",
        """SELECT outlet_id, business_date::text, status, count(*), (sum(amount) * 100)::bigint
           FROM fct_refund WHERE refund_id::text NOT IN (SELECT unnest($newer::text[])) GROUP BY 1, 2, 3""",
    ),
    (
        "warehouse-ledger",
        "ledger_transactions",
        """SELECT t.outlet_id, t.business_date::text, t.kind, t.payment_method, count(*),
                  sum(e.amount_paise)::bigint
           FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
           WHERE t.xid < %(horizon)s::text::xid8 AND t.kind IN ('PAYMENT', 'REFUND')
             AND e.account IN ('CASH', 'GATEWAY', 'ELSEWHERE')
           GROUP BY 1, 2, 3, 4""",
        """SELECT outlet_id, business_date::text, kind, payment_method, count(*), (sum(amount) * 100)::bigint
           FROM fct_money_movement GROUP BY 1, 2, 3, 4""",
    ),
    (
        "warehouse-stock",
        "stock_movements",
        """SELECT outlet_id, ingredient_id::text, kind, count(*), sum(quantity)
           FROM stock_movements WHERE xid < %(horizon)s::text::xid8 GROUP BY 1, 2, 3""",
        """SELECT outlet_id, ingredient_id::text, kind, count(*), sum(quantity)
           FROM fct_stock_movement GROUP BY 1, 2, 3""",
    ),
    (
        "warehouse-stock-worth",
        "stock_movements",
        """SELECT outlet_id, ingredient_id::text, kind, sum(value_paise), sum(short)
           FROM stock_movements WHERE xid < %(horizon)s::text::xid8 GROUP BY 1, 2, 3""",
        """SELECT outlet_id, ingredient_id::text, kind, sum(value) * 100, sum(short)
           FROM fct_stock_movement GROUP BY 1, 2, 3""",
    ),
)


def check_warehouse(connection: Connection[Any], snapshot: Path) -> list[Check]:
    """Compare counts and sums of each book; one difference when nothing was published yet."""
    if not snapshot.exists():
        check = Check("warehouse", "Is there a published warehouse?")
        check.compare(str(snapshot), "a published snapshot", "no file")
        return [check]
    with duckdb.connect(str(snapshot), read_only=True) as published:
        rows = published.execute(
            "SELECT horizon, published_at FROM meta_publication ORDER BY published_at"
        ).fetchall()
        horizon, published_at = str(rows[-1][0]), rows[-1][1]
        checks = [_compare(connection, published, book, horizon) for book in BOOKS]
    for check in checks:
        check.note = f"as of {published_at:%Y-%m-%d %H:%M:%S}{check.note}"
    return checks


def _compare(
    connection: Connection[Any],
    published: duckdb.DuckDBPyConnection,
    book: tuple[str, str, str, str],
    horizon: str,
) -> Check:
    name, table, ours, theirs = book
    check = Check(
        name, f"Does the warehouse hold the same {table.replace('_', ' ')} as PostgreSQL?"
    )
    parameters: dict[str, Any] = {}
    if "$newer" in theirs:
        newer = _newer(connection, table, horizon)
        parameters["newer"] = newer
        check.note = f", {len(newer)} rows written since left out" if newer else ""
    left = _keyed(connection.execute(ours, {"horizon": horizon}).fetchall())
    right = _keyed(published.execute(theirs, parameters).fetchall())
    for key in sorted(left.keys() | right.keys()):
        check.compare(f"{table} {key}", left.get(key, "nothing"), right.get(key, "nothing"))
    return check


def _newer(connection: Connection[Any], table: str, horizon: str) -> list[str]:
    query = sql.SQL("SELECT id::text FROM {} WHERE xid >= %s::text::xid8").format(
        sql.Identifier(table)
    )
    return [row[0] for row in connection.execute(query, (horizon,))]


def _keyed(rows: list[tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
    """Group columns joined as the key, count and sum as the value."""
    return {" ".join(str(part) for part in row[:-2]): row[-2:] for row in rows}
