"""No gap, no repeat: sixteen threads, a tenth of them failing, across the end of the financial year.

`--rounds 295` issues 10,030 invoices; the default keeps the suite quick with 408.
"""

import random
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import OperationalError

from api.database import Database, sqlstate
from api.invoices import service
from api.invoices.schemas import InvoiceRequest
from chitrail.settings import Settings
from tests.api.invoices.conftest import GSTIN
from tests.support.restaurant import OUTLET, actor
from tests.support.settings import environment

pytestmark = pytest.mark.timeout(3600)

THREADS = 16
A_ROUND = 34
TIMEOUTS, TRIES = ("55P03", "57014"), 20
"""Waiting for the counter is bounded: a busy machine makes it be asked again, as a till does."""
MIDNIGHT = datetime(2027, 3, 31, 18, 30, tzinfo=UTC)
"""31 March to 1 April 2027 in India."""
_ORDERS = """
WITH placed AS (
  INSERT INTO orders (id, outlet_id, number, business_date, order_type, status, subtotal_paise,
    cgst_paise, sgst_paise, round_off_paise, total_paise, settled_paise, placed_at, completed_at)
  SELECT gen_random_uuid(), 'spice-lane', n, '2001-01-01', 'TAKEAWAY', 'COMPLETED', 9000, 225, 225, 50,
    9500, 9500, now(), now()
  FROM generate_series(1, %s) AS n RETURNING id
), eaten AS (
  INSERT INTO order_lines (id, order_id, outlet_id, line_no, item_id, item_code, item_name, station,
    quantity, unit_price_paise, total_paise, tax_rate_bp, cgst_paise, sgst_paise)
  SELECT gen_random_uuid(), placed.id, outlet_id, 1, item.id, code, name, station, 1, 9000, 9000, 500,
    225, 225
  FROM placed, menu_items AS item WHERE outlet_id = 'spice-lane' AND code = 'lassi' RETURNING order_id
)
SELECT order_id FROM eaten
"""


class Thrown(Exception):
    """A fault after the number was taken."""


@pytest.fixture
def wide(restaurant_url, tmp_path):
    """A pool as wide as there are threads, under the application's role."""
    settings = Settings.from_env(
        environment(restaurant_url, tmp_path, CHITRAIL_API_THREADS=str(THREADS))
    )
    database = Database(settings, application_name="test of numbers")
    yield database.at(OUTLET)
    database.dispose()


@pytest.mark.usefixtures("identity")
def test_numbers_are_consecutive_whatever_fails(request, database, wide):
    count = A_ROUND * request.config.getoption("--rounds")
    orders = [row[0] for row in database.execute(_ORDERS, (count,))]
    waiter, chance = actor("waiter"), random.Random(31)
    plan = [
        (order, MIDNIGHT + timedelta(milliseconds=place - count // 2), chance.random() < 0.1)
        for place, order in enumerate(orders)
    ]

    def issue(task) -> bool:
        for _ in range(TRIES):
            try:
                return attempt(*task)
            except OperationalError as error:
                if sqlstate(error) not in TIMEOUTS:
                    raise
        raise AssertionError("the counter could not be had")

    def attempt(order, at, fails) -> bool:
        try:
            with wide.transaction() as connection:
                service.issue(connection, waiter, order, InvoiceRequest(), at)
                if fails:
                    raise Thrown  # noqa: TRY301 - the fault is what is tested
        except Thrown:
            return False
        return True

    with ThreadPoolExecutor(THREADS) as pool:
        done = list(pool.map(issue, plan))
    assert done == [not fails for _, _, fails in plan]

    rows = database.execute(
        "SELECT financial_year, serial, number, issued_at, issuer FROM invoices"
        " WHERE business_date = '2001-01-01' ORDER BY financial_year, serial"
    ).fetchall()
    years = defaultdict(list)
    for year, serial, number, issued_at, issuer in rows:
        assert (issuer, number) == (GSTIN, f"SL/{year}/{serial:07}")
        years[year].append((serial, issued_at))
    assert set(years) == {"2627", "2728"}
    for numbered in years.values():
        serials = [serial for serial, _ in numbered]
        assert serials == list(range(1, len(serials) + 1))
        dates = [at for _, at in numbered]
        assert dates == sorted(dates)
    assert all(at < MIDNIGHT for _, at in years["2627"])
    assert all(at >= MIDNIGHT for _, at in years["2728"])
    assert len(rows) == sum(done)
    last = dict(
        database.execute("SELECT financial_year, last_serial FROM invoice_counters").fetchall()
    )
    assert last == {year: len(numbered) for year, numbered in years.items()}
