"""What the database itself refuses, whoever asks, and what it posts to the ledger."""

import psycopg
import pytest
from psycopg import errors

from tests.api.drawers.tills import Till

ADD = (
    "INSERT INTO drawer_movements (id, shift_id, outlet_id, seq, kind, amount_paise, actor, occurred_at)"
    " SELECT gen_random_uuid(), id, outlet_id, last_movement + 1, 'PAY_IN', 100, 'x', now()"
    " FROM drawer_shifts WHERE id = %s"
)
CLOSE = (
    "UPDATE drawer_shifts SET counted_paise = 0, expected_paise = 0, closed_by = 'x', closed_at = now()"
    " WHERE id = %s"
)


def refused(connection: psycopg.Connection, statement: str, till: Till) -> str | None:
    with pytest.raises(errors.CheckViolation) as caught:
        connection.execute(statement, (till.shift_id,))
    return caught.value.diag.constraint_name


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE drawer_movements SET amount_paise = 1 WHERE shift_id = %s",
        "DELETE FROM drawer_movements WHERE shift_id = %s",
    ],
)
def test_a_movement_is_never_changed(opened, database, change):
    till = opened()
    with pytest.raises(psycopg.Error, match="append-only"):
        database.execute(change, (till.shift_id,))
    database.execute("SET ROLE chitrail_app")
    with pytest.raises(errors.InsufficientPrivilege):
        database.execute(change, (till.shift_id,))


def test_nothing_moves_in_a_closed_shift(opened, database):
    till = opened()
    till.close("500")
    assert refused(database, ADD, till) == "drawer_movements_open"


def test_an_unbalanced_shift_is_not_closed(opened, database):
    till = opened("500")
    assert refused(database, CLOSE, till) == "drawer_shifts_balance"
    assert till.close("500")["over_short"] == "0.00"


def test_a_closed_shift_is_not_opened_again(opened, database):
    till = opened()
    till.close("500")
    reopen = (
        "UPDATE drawer_shifts SET counted_paise = NULL, expected_paise = NULL, closed_by = NULL,"
        " closed_at = NULL WHERE id = %s"
    )
    assert refused(database, reopen, till) == "drawer_shifts_closed"
    edit = "UPDATE drawer_shifts SET counted_paise = 1 WHERE id = %s"
    assert refused(database, edit, till) == "drawer_shifts_closed"


def test_a_shift_is_never_deleted_by_the_application(opened, database):
    till = opened()
    database.execute("SET ROLE chitrail_app")
    with pytest.raises(errors.InsufficientPrivilege):
        database.execute("DELETE FROM drawer_shifts WHERE id = %s", (till.shift_id,))


def test_every_movement_by_hand_is_in_the_ledger(opened, manager, database):
    till = opened("500.00")
    till.move("pay-in", "20.00")
    till.move("pay-out", "70.50")
    till.no_sale(manager)
    till.close("450.00")
    posted = database.execute(
        "SELECT m.kind, e.account, e.amount_paise FROM drawer_movements m"
        " JOIN ledger_transactions t ON t.kind = 'DRAWER' AND t.source_id = m.id::text"
        " JOIN ledger_entries e ON e.transaction_id = t.id"
        " WHERE m.shift_id = %s ORDER BY m.seq, e.line_no",
        (till.shift_id,),
    ).fetchall()
    assert posted == [
        ("FLOAT", "CASH", 50_000),
        ("FLOAT", "SAFE", -50_000),
        ("PAY_IN", "CASH", 2_000),
        ("PAY_IN", "PAY_IN", -2_000),
        ("PAY_OUT", "CASH", -7_050),
        ("PAY_OUT", "PAY_OUT", 7_050),
        ("OVER_SHORT", "CASH", 50),
        ("OVER_SHORT", "OVER_SHORT", -50),
        ("CLOSE", "CASH", -45_000),
        ("CLOSE", "SAFE", 45_000),
    ]
