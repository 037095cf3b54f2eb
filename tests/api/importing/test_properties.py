"""Whatever the files hold: every row is accounted for, totals are exact, a second run changes nothing."""

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chitrail.money import format_rupees
from tests.api.importing.histories import Importer

MAPPING = """
outlet: {name: Test, zone: Asia/Kolkata}
orders:
  id: order
  placed_at: {column: at, formats: ["%d/%m/%Y %H:%M"]}
  rows_differ: first
lines:
  item_name: dish
  quantity: {column: n, not_positive: skip}
  price: price
payments: {method: how}
"""
TOTALS = """
SELECT count(*), coalesce(sum(total_paise), 0)::bigint, coalesce(sum(settled_paise), 0)::bigint,
       (SELECT coalesce(sum(total_paise), 0)::bigint FROM order_lines WHERE outlet_id = %(outlet)s),
       (SELECT count(*) FROM order_lines WHERE outlet_id = %(outlet)s),
       (SELECT coalesce(sum(amount_paise), 0)::bigint FROM payments WHERE outlet_id = %(outlet)s)
FROM orders WHERE outlet_id = %(outlet)s
"""
numbers = itertools.count()

good_price = st.integers(0, 5_000_00).map(format_rupees)
rows = st.tuples(
    st.sampled_from(["1", "2", "3", "4", "5", ""]),
    st.sampled_from(["01/02/2024 12:30", "13/02/2024 23:59", "30/02/2024 12:00", "2024-02-01"]),
    st.sampled_from(["Dosa", "पाव भाजी", 'Chai, "special"', "Vada\nPav"]),
    st.sampled_from(["1", "2", "3.0", "0", "-1", "x"]),
    good_price | st.sampled_from(["", "9.999", "-1"]),
    st.sampled_from(["Cash", "Card", ""]),
)


def is_good(row):
    _, at, _, n, price, _ = row
    return at[:2] in ("01", "13") and n in ("1", "2", "3.0") and price not in ("", "9.999", "-1")


def is_skipped(row):
    return row[1][:2] in ("01", "13") and row[3] in ("0", "-1")


def quoted(row):
    return ",".join('"' + text.replace('"', '""') + '"' for text in row) + "\n"


@pytest.fixture(scope="module")
def books(module_database_url, tmp_path_factory):
    return Importer(tmp_path_factory.mktemp("import"), module_database_url)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(rows, max_size=25))
def test_rows_totals_and_repetition(books, table):
    outlet = f"test-{next(numbers)}"
    text = "order,at,dish,n,price,how\n" + "".join(map(quoted, table))
    outcome = books.run(MAPPING, outlet=outlet, lines=text, limit="100%")

    bad = {row[0] for row in table if not is_good(row) and not is_skipped(row)} | {""}
    sold = [row for row in table if is_good(row) and row[0] not in bad]
    expected = sum(int(float(n)) * int(price.replace(".", "")) for *_, n, price, _ in sold)
    found = books.query(TOTALS.replace("%(outlet)s", f"'{outlet}'"))[0]
    assert found == (len({row[0] for row in sold}), *[expected] * 3, len(sold), expected)

    (file,) = outcome.tables
    outcomes = [fate.outcome for fate in file.fates.values()]
    skipped = [row for row in table if is_skipped(row) and row[0] not in bad]
    assert len(file.rows) == len(table) == len(sold) + len(outcomes)
    assert outcomes.count("skipped") >= len(skipped)

    before = books.counts()
    again = books.run(MAPPING, outlet=outlet, lines=text, limit="100%")
    assert (again.loaded.new_orders, again.loaded.conflicts) == (0, {})
    assert books.counts() == before
