"""Imports at the same moment: every line is booked once, and one of two duplicates is joined."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from api.database import Database
from api.settlements import service
from chitrail.errors import Unavailable
from tests.api.settlements.takings import at, payment, settled

IMPORTS = 6


def test_imports_at_once_book_every_line_once(shop, shop_settings, write):
    paid = [payment(shop, 10_000, at(1)) for _ in range(40)]
    lines = [settled(one, "setl_A", at(3)) for one in paid]
    lines += [settled(one, "setl_B", at(3)) for one in paid]
    path = write(lines)

    def run(number: int) -> tuple[int, int]:
        database = Database(shop_settings, application_name=f"import {number}")
        found = service.read_file(path)
        booked = service.book_all(database, found[::-1] if number % 2 else found, service.CSV)
        service.check(database)
        database.dispose()
        return sum(one.new for one in booked), sum(one.known for one in booked)

    with ThreadPoolExecutor(IMPORTS) as threads:
        told = list(threads.map(run, range(IMPORTS)))
    assert sum(new for new, _ in told) == len(lines)
    assert sum(known for _, known in told) == (IMPORTS - 1) * len(lines)
    count = shop.execute(
        "SELECT count(*), count(payment_id), count(DISTINCT payment_id) FROM settlement_lines"
    ).fetchone()
    assert count == (80, 40, 40)
    kinds = shop.execute("SELECT kind, count(*) FROM settlement_exceptions GROUP BY 1").fetchall()
    assert kinds == [("DUPLICATE", 40)]
    totals = shop.execute(
        "SELECT account, sum(amount_paise) FROM ledger_entries WHERE account IN"
        " ('GATEWAY', 'SUSPENSE') GROUP BY 1 ORDER BY 1"
    ).fetchall()
    assert totals == [("GATEWAY", 0), ("SUSPENSE", -400_000)]


def test_an_import_out_of_time_goes_on_where_it_stopped(shop, shop_settings, write):
    paid = [payment(shop, 10_000, at(1)) for _ in range(3)]
    lines = [settled(one, f"setl_{n}", at(3 + n)) for n, one in enumerate(paid)]
    found = service.read_file(write(lines))
    database = Database(shop_settings, application_name="import")
    with pytest.raises(Unavailable, match="0 of 3 settlements are booked"):
        service.book_all(database, found, service.CSV, seconds=-1)
    assert shop.execute("SELECT count(*) FROM settlement_lines").fetchone() == (0,)
    service.book_all(database, found[:1], service.CSV)
    booked = service.book_all(database, found, service.CSV)
    assert [(one.new, one.known) for one in booked] == [(0, 1), (1, 0), (1, 0)]
    database.dispose()
