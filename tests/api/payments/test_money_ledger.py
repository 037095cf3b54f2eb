"""The double-entry ledger: what the database itself refuses, whoever asks."""

import psycopg
import pytest
from psycopg import sql

PROTECTED = (
    "ledger_transactions",
    "ledger_entries",
    "drawer_movements",
    "settlement_lines",
    "payment_status_events",
    "order_part_lines",
)


@pytest.fixture
def paid(waiter):
    order = waiter.order("lassi")
    return waiter.post("/api/payments/confirm-cash", {"order_id": order["id"]}).json


def one_transaction(database, payment):
    return database.execute(
        "SELECT id FROM ledger_transactions WHERE source_id = %s", (payment["id"],)
    ).fetchone()[0]


@pytest.mark.parametrize("act", ["UPDATE {} SET amount_paise = 1", "DELETE FROM {}", "TRUNCATE {}"])
def test_entries_are_added_and_never_changed(database, paid, act):
    with pytest.raises(psycopg.errors.RestrictViolation):
        database.execute(act.format("ledger_entries"))


def test_a_balanced_pair_cannot_be_added_to_a_finished_transaction(database, paid):
    found = one_transaction(database, paid)
    with pytest.raises(psycopg.errors.CheckViolation) as refused:
        database.execute(
            "INSERT INTO ledger_entries (transaction_id, line_no, account, amount_paise)"
            " VALUES (%s, 8, 'CASH', 5), (%s, 9, 'BANK', -5)",
            (found, found),
        )
    assert refused.value.diag.constraint_name == "ledger_balance"


def post(database, amounts):
    """One transaction of the ledger with these entries, committed."""
    with database.transaction():
        (made,) = database.execute(
            "INSERT INTO ledger_transactions (id, kind, source_id, business_date, occurred_at,"
            " n_entries) VALUES (gen_random_uuid(), 'DRAWER', 'x', '2026-01-01', now(), %s)"
            " RETURNING id",
            (len(amounts),),
        ).fetchone()
        for line, amount in enumerate(amounts, start=1):
            database.execute(
                "INSERT INTO ledger_entries (transaction_id, line_no, account, amount_paise)"
                " VALUES (%s, %s, 'CASH', %s)",
                (made, line, amount),
            )


@pytest.mark.parametrize("amounts", [[5, -4], [5], [5, 5]])
def test_a_transaction_that_does_not_balance_is_refused(database, amounts):
    with pytest.raises(psycopg.errors.CheckViolation):
        post(database, amounts)


def test_an_order_shows_as_paid_only_what_the_ledger_holds(database, waiter):
    order = waiter.order("lassi")
    with pytest.raises(psycopg.errors.CheckViolation) as refused:
        database.execute(
            "UPDATE orders SET settled_paise = total_paise WHERE id = %s", (order["id"],)
        )
    assert refused.value.diag.constraint_name == "orders_equal_ledger"


@pytest.mark.parametrize(
    "change",
    [
        "amount_paise = amount_paise + 100",
        "tip_paise = 100",
        "payment_method = 'RAZORPAY'",
        "business_date = business_date - 1",
        "razorpay_payment_id = 'pay_x'",
    ],
)
def test_money_that_was_received_is_not_rewritten(database, paid, change):
    with pytest.raises(psycopg.errors.CheckViolation) as refused:
        database.execute(f"UPDATE payments SET {change} WHERE id = %s", (paid["id"],))  # noqa: S608
    assert refused.value.diag.constraint_name == "payments_received"


@pytest.mark.parametrize("table", PROTECTED)
@pytest.mark.parametrize(
    "act",
    [
        "DELETE FROM {}",
        "TRUNCATE {}",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
        "DROP TABLE {}",
        "LOCK TABLE {} IN ACCESS EXCLUSIVE MODE",
    ],
)
def test_the_applications_role_may_add_to_the_books_and_no_more(database, table, act):
    with database.transaction(force_rollback=True):
        database.execute("SET LOCAL ROLE chitrail_app")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            database.execute(sql.SQL(act).format(sql.Identifier(table)))


def test_the_api_works_under_that_role(app):
    with app.extensions["database"].transaction() as connection:
        assert connection.exec_driver_sql("SELECT current_user").scalar() == "chitrail_app"


def test_the_ledger_gives_the_same_day_as_the_statistics(manager, waiter, database, paid):
    manager.post(f"/api/payments/{paid['id']}/refunds", {"reason": "cold", "amount": "5.00"})
    statistics = manager.get("/api/payments/stats/daily").json["data"]
    booked = database.execute(
        """SELECT t.payment_method,
                  sum(e.amount_paise) FILTER (WHERE t.kind = 'PAYMENT'),
                  -coalesce(sum(e.amount_paise) FILTER (WHERE t.kind = 'REFUND'), 0)
           FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
           WHERE e.account IN ('CASH', 'GATEWAY') AND t.outlet_id = 'spice-lane'
             AND t.business_date = %s
           GROUP BY 1 ORDER BY 1""",
        (statistics[0]["business_date"],),
    ).fetchall()
    shown = [
        (
            row["payment_method"],
            int(row["gross"].replace(".", "")),
            int(row["refunds"].replace(".", "")),
        )
        for row in statistics
        if row["gross"] != "0.00"
    ]
    assert shown == booked
