"""Each question of docs/questions.md gets the answer that counting the sales themselves gives."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations, pairwise
from statistics import median

import psycopg
import pytest

from pipelines.forecasting.tables import write_plans
from tests.support.building import building
from tests.support.processes import ROOT
from tests.support.trade import Trade
from tests.warehouse.month_of_trade import DAYS, FIRST, GRAMS, MENU, NEVER_SOLD, month, put, rupees
from tests.warehouse.snapshots import publish_at
from warehouse.asking import ask, session
from warehouse.files import Files

FOLDER = ROOT / "warehouse" / "questions"
SALES = month()
DONE = [sale for sale in SALES if sale.done]
TAKEN = [
    (sale.day, method, status, amount) for sale in SALES for method, status, amount in sale.payments
]
REFUNDS = [
    (sale.payments[-1][0], sale.day, *sale.refund) for sale in SALES if sale.refund is not None
]
METHODS = ("CASH", "RAZORPAY")
Rows = list[tuple[object, ...]]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory, module_database_url):
    url = module_database_url.replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as connection:
        trade = Trade(connection)
        trade.open_outlet()
        put(trade, SALES)
    built = building(tmp_path_factory.mktemp("questions"), module_database_url)
    built.update()
    with built.open() as connection:
        write_plans(connection, now=datetime.now(UTC))
    files = Files(built.path.parent / "chitrail.duckdb")
    publish_at(files, datetime.now(UTC))
    return files.snapshot


def part(some: int | Decimal, whole: int | Decimal, places: str = "0.0001") -> Decimal:
    return (Decimal(some) / Decimal(whole)).quantize(Decimal(places), ROUND_HALF_UP)


def added(pairs: Iterable[tuple[object, int]]) -> dict[object, int]:
    sums = defaultdict[object, int](int)
    for key, amount in pairs:
        sums[key] += amount
    return dict(sums)


def days_gross() -> dict[date, int]:
    return dict(sorted(added((s.day, s.total) for s in DONE).items()))


def lines() -> list[tuple[str, int, int]]:
    return [line for sale in DONE for line in sale.lines]


def item_sales() -> list[tuple[str, int]]:
    sums = added((code, quantity * price) for code, quantity, price in lines())
    return sorted(sums.items(), key=lambda one: (-one[1], one[0]))


def takings_by_day() -> Rows:
    orders = Counter(sale.day for sale in DONE)
    return [
        (day, orders[day], rupees(gross), part(rupees(gross), orders[day], "0.01"))
        for day, gross in days_gross().items()
    ]


def by_method() -> dict[str, tuple[int, int, int, int]]:
    """Completed, failed, gross, refunds."""
    found = {}
    for method in METHODS:
        good = [a for _, m, status, a in TAKEN if m == method and status != "FAILED"]
        failed = sum(m == method and status == "FAILED" for _, m, status, _ in TAKEN)
        found[method] = len(good), failed, sum(good), sum(r[3] for r in REFUNDS if r[0] == method)
    return found


def takings_by_method() -> Rows:
    rows = [
        (method, good, rupees(gross), rupees(back), rupees(gross - back))
        for method, (good, _, gross, back) in by_method().items()
    ]
    return sorted(rows, key=lambda row: -row[4])


def weekdays() -> Rows:
    grouped = defaultdict[int, list[int]](list)
    for day, gross in days_gross().items():
        grouped[day.isoweekday()].append(gross)
    return [
        (weekday, len(all_), part(rupees(sum(all_)), len(all_), "0.01"))
        for weekday, all_ in sorted(grouped.items())
    ]


def week_on_week() -> Rows:
    weeks = added((d - timedelta(days=d.weekday()), g) for d, g in days_gross().items())
    ordered = sorted(weeks.items())
    rows: Rows = [(ordered[0][0], rupees(ordered[0][1]), None)]
    return rows + [(b[0], rupees(b[1]), rupees(b[1] - a[1])) for a, b in pairwise(ordered)]


def best_sellers() -> Rows:
    portions = added((code, quantity) for code, quantity, _ in lines())
    return [(code, portions[code], rupees(sales)) for code, sales in item_sales()]


def abc() -> Rows:
    whole, before, rows = sum(sales for _, sales in item_sales()), 0, []
    for code, sales in item_sales():
        share = Decimal(before) / whole
        name = "A" if share < Decimal("0.8") else "B" if share < Decimal("0.95") else "C"
        rows.append((code, rupees(sales), name))
        before += sales
    return rows


def hours() -> Rows:
    orders = Counter(sale.hour for sale in DONE)
    sales = added((sale.hour, sale.total) for sale in DONE)
    return [(hour, orders[hour], rupees(sales[hour])) for hour in sorted(orders)]


def busiest_hour() -> Rows:
    counted = Counter((sale.day.isoweekday(), sale.hour) for sale in DONE)
    best = {}
    for (weekday, hour), orders in sorted(counted.items(), key=lambda one: (-one[1], one[0])):
        best.setdefault(weekday, (weekday, hour, orders))
    return [best[weekday] for weekday in sorted(best)]


def order_types() -> Rows:
    orders, sales = Counter(s.kind for s in DONE), added((s.kind, s.total) for s in DONE)
    whole = sum(sales.values())
    return [(k, orders[k], rupees(sales[k]), part(sales[k], whole)) for k in sorted(orders)]


def cancelled() -> Rows:
    lost = [sale for sale in SALES if not sale.done]
    return [(len(lost), rupees(sum(s.total for s in lost)), part(len(lost), len(SALES)))]


def refunds_by_method() -> Rows:
    return [(m, rupees(back), part(back, gross)) for m, (_, _, gross, back) in by_method().items()]


def late_refunds() -> Rows:
    late = [(paid, back_on, rupees(a)) for _, paid, back_on, a in REFUNDS if back_on > paid]
    return sorted(late, key=lambda row: (row[1], row[0], row[2]))


def failing_payments() -> Rows:
    return [(m, bad, part(bad, good + bad)) for m, (good, bad, _, _) in by_method().items()]


def unpaid() -> Rows:
    return [(sale.day, sale.number, rupees(sale.total)) for sale in DONE if not sale.payments]


def biggest_bills() -> Rows:
    ordered = sorted(DONE, key=lambda sale: (-sale.total, sale.day, sale.number))
    return [(sale.day, sale.number, rupees(sale.total)) for sale in ordered[:10]]


def sold_together() -> Rows:
    pairs = Counter(
        pair for sale in DONE for pair in combinations(sorted(line[0] for line in sale.lines), 2)
    )
    return sorted(((a, b, n) for (a, b), n in pairs.items()), key=lambda r: (-r[2], r[0], r[1]))


def not_sold_lately() -> Rows:
    since = max(sale.day for sale in DONE) - timedelta(days=7)
    sold = {code for sale in DONE if sale.day > since for code, _, _ in sale.lines}
    return [(code,) for code in sorted({*MENU, NEVER_SOLD} - sold)]


def ingredients_used() -> Rows:
    used, guessed = defaultdict[str, Decimal](Decimal), defaultdict[str, Decimal](Decimal)
    for code, quantity, _ in lines():
        if code in GRAMS:
            name, grams, basis = GRAMS[code]
            used[name] += Decimal(grams) * quantity
            guessed[name] += Decimal(grams) * quantity * (basis == "assumed")
    return [(name, used[name], part(guessed[name], used[name])) for name in sorted(used)]


def minutes() -> Rows:
    grouped = defaultdict[str, list[int]](list)
    for sale in DONE:
        grouped[sale.kind].append(sale.minutes)
    return [(kind, median(all_), max(all_)) for kind, all_ in sorted(grouped.items())]


def prices() -> Rows:
    sold = defaultdict[tuple[str, int], list[tuple[date, int]]](list)
    for sale in DONE:
        for code, quantity, price in sale.lines:
            sold[code, price].append((sale.day, quantity))
    rows = [
        (code, rupees(price), min(all_)[0], max(all_)[0], sum(q for _, q in all_))
        for (code, price), all_ in sold.items()
    ]
    return sorted(rows, key=lambda row: (row[0], row[2]))


EXPECTED = [
    *(takings_by_day, takings_by_method, weekdays, week_on_week, best_sellers, abc, hours),
    *(busiest_hour, order_types, cancelled, refunds_by_method, late_refunds, failing_payments),
    *(unpaid, biggest_bills, sold_together, not_sold_lately, ingredients_used, minutes, prices),
]
FILES = sorted(FOLDER.glob("*.sql"))


@pytest.mark.parametrize(
    ("file", "expected"), list(zip(FILES, EXPECTED, strict=True)), ids=[file.stem for file in FILES]
)
def test_the_answer_is_what_counting_gives(snapshot, file, expected):
    with session(snapshot) as connection:
        (answer,) = ask(connection, file.read_text(encoding="utf-8"))
    rows = [tuple(_close(cell) for cell in row) for row in answer.rows]
    assert rows == [tuple(_close(cell) for cell in row) for row in expected()]
    assert rows, "the month has an answer to it"


def _close(cell: object) -> object:
    """Shares are compared to a ten-thousandth and one more for halves; money and counts exactly."""
    return round(Decimal(repr(cell)), 3) if isinstance(cell, float) else _share(cell)


def _share(cell: object) -> object:
    scale = cell.as_tuple().exponent if isinstance(cell, Decimal) else 0
    return round(cell, 3) if isinstance(cell, Decimal) and scale == -4 else cell


def test_the_page_has_every_question():
    page = (ROOT / "docs" / "questions.md").read_text(encoding="utf-8")
    for file in FILES:
        question = file.read_text(encoding="utf-8").splitlines()[0].removeprefix("-- ")
        assert f"| {question} | [{file.name}](../warehouse/questions/{file.name}) |" in page


def test_the_notebook_asks_questions_there_are():
    notebook = (ROOT / "docs" / "examples" / "sales_notebook.py").read_text(encoding="utf-8")
    asked = set(re.findall(r'"(\d\d_\w+)"', notebook))
    assert asked
    assert asked <= {file.stem for file in FILES}


def test_analysts_get_the_versions_the_product_has():
    def pins(name):
        lock = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        return set(re.findall(r"^([a-z0-9._-]+==[^ ;]+)", lock, re.MULTILINE))

    assert pins("runtime.txt") <= pins("analyst.txt")


def test_the_month_has_all_of_it():
    assert len(days_gross()) == DAYS
    assert min(days_gross()) == FIRST
    assert unpaid()
    assert late_refunds()
