"""A cashier with drawers of their own; after every test the books must agree with what lies in them."""

import itertools
from collections.abc import Callable, Iterator

import psycopg
import pytest

from tests.api.drawers.tills import Till
from tests.support.restaurant import Caller

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def cashier(calling: Callable[..., Caller]) -> Caller:
    return calling("cashier")


@pytest.fixture
def opened(cashier: Caller) -> Callable[..., Till]:
    """opened("500.00") gives a freshly opened drawer with a name of its own."""

    def of(float_: str = "500.00") -> Till:
        name = f"till-{next(_numbers)}"
        answer = cashier.post("/api/drawers/open", {"drawer": name, "float": float_})
        assert answer.status_code == 201, answer.text
        return Till(cashier, name, answer.get_json()["id"])

    return of


@pytest.fixture(autouse=True)
def books_agree(database: psycopg.Connection) -> Iterator[None]:
    """The ledger adds up to zero, transaction by transaction, and its cash is what lies in open drawers.

    Every cash payment of these tests goes through a drawer.
    """
    yield
    unbalanced = database.execute(
        "SELECT transaction_id FROM ledger_entries GROUP BY 1 HAVING sum(amount_paise) <> 0"
    )
    assert unbalanced.fetchall() == []
    assert database.execute(
        "SELECT coalesce(sum(amount_paise), 0) FROM ledger_entries"
    ).fetchone() == (0,)
    difference = database.execute(
        "SELECT (SELECT coalesce(sum(amount_paise), 0) FROM ledger_entries WHERE account = 'CASH')"
        " - (SELECT coalesce(sum(amount_paise), 0) FROM drawer_movements m JOIN drawer_shifts s"
        "    ON s.id = m.shift_id WHERE s.closed_at IS NULL)"
    )
    assert difference.fetchone() == (0,)
    gaps = database.execute(
        "SELECT s.id FROM drawer_shifts s LEFT JOIN drawer_movements m ON m.shift_id = s.id"
        " GROUP BY s.id HAVING count(m.id) <> s.last_movement OR max(m.seq) <> s.last_movement"
    )
    assert gaps.fetchall() == []
