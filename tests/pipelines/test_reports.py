"""Reports say what the books say, reach everybody once, and fail in plain sight."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.app import create_app
from chitrail.clock import now
from chitrail.settings import Settings
from pipelines.reports.daily import daily_close
from pipelines.reports.document import rupees
from pipelines.reports.due import NotDelivered, deliver_due
from pipelines.reports.gst import gst_month
from pipelines.reports.layout import as_csv, as_html
from pipelines.reports.pdf import as_pdf
from pipelines.reports.sending import deliver, folder_of
from pipelines.reports.source import books
from pipelines.reports.weekly import effects, weekly_letter
from tests.api.invoices.conftest import IDENTITY
from tests.api.invoices.test_issuing import BUYER
from tests.api.orders.test_moves import advance
from tests.support import restaurant
from tests.support.receivers import receiving_mail
from tests.support.restaurant import OUTLET, Caller
from tests.support.settings import environment

HINDI = "दाल मखनी"


@pytest.fixture(scope="module")
def house(module_database_url, tmp_path_factory):
    """Settings of a house that traded: five paid orders, one cancelled, four invoices, two credit notes."""
    restaurant.build(module_database_url)
    url = module_database_url.replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "UPDATE menu_items SET name = %s WHERE outlet_id = %s AND code = 'dal-makhani'",
            (HINDI, OUTLET),
        )
    home = tmp_path_factory.mktemp("reports")
    settings = Settings.from_env(environment(module_database_url, home))
    app = create_app(settings)
    try:
        _trade(Caller(app, restaurant.actor("waiter")), Caller(app, restaurant.actor("manager")))
    finally:
        app.extensions["database"].dispose()
    return settings


def _trade(waiter: Caller, manager: Caller) -> None:
    done = manager.post("/api/invoices/settings", IDENTITY)
    assert done.status_code == 200, done.text
    done = manager.post("/api/drawers/open", {"drawer": "main", "float": "2000.00"})
    assert done.status_code == 201, done.text
    shift = done.get_json()["id"]
    baskets = (("dal-makhani", "soda"), ("lassi",), ("soda",), ("dal-makhani",), ("lassi", "soda"))
    invoices = []
    for number, codes in enumerate(baskets):
        order = waiter.order(*codes)
        paid = manager.post("/api/payments/confirm-cash", {"order_id": order["id"]})
        assert paid.status_code == 200, paid.text
        for status in ("PREPARING", "READY"):
            assert advance(waiter, order, status).status_code == 200
        assert waiter.post(f"/api/orders/{order['id']}/complete").status_code == 200
        if number < 4:
            answer = waiter.post(f"/api/orders/{order['id']}/invoice", BUYER if number == 0 else {})
            assert answer.status_code == 201, answer.text
            invoices.append(answer.get_json())
    for invoice in invoices[:2]:
        answer = manager.post(
            f"/api/invoices/{invoice['id']}/credit-notes", {"reason": "cold", "amount": "21.00"}
        )
        assert answer.status_code == 201, answer.text
    lost = waiter.order("soda")
    waiter.post(f"/api/orders/{lost['id']}/cancel", {"reason": "left"})
    answer = manager.post(f"/api/drawers/{shift}/close", {"counted": "2100.00"})
    assert answer.status_code == 200, answer.text


@pytest.fixture
def connection(house):
    with books(house) as connection:
        yield connection


@pytest.fixture
def day(connection):
    return connection.execute("SELECT max(business_date) AS day FROM orders").fetchone()["day"]


def amounts(section, column):
    at = section.columns.index(column)
    return sum(Decimal(row[at].replace("₹", "").replace(",", "")) for row in section.rows)


def one(connection, query):
    return Decimal(next(iter(connection.execute(query).fetchone().values()))) / 100


@given(
    orders=st.integers(0, 9_999),
    total=st.integers(0, 10**9),
    had=st.integers(1, 9_999),
    was=st.integers(0, 10**9),
)
def test_the_two_reasons_of_a_change_add_up_to_it(orders, total, had, was):
    week, before = {"orders": orders, "total": total}, {"orders": had, "total": was}
    assert sum(effects(week, before)) == total - was


def test_the_weekly_letter_tells_what_changed(connection, day):
    later = weekly_letter(connection, OUTLET, day + timedelta(days=7))
    letter = weekly_letter(connection, OUTLET, day)
    total = int(
        connection.execute(
            "SELECT sum(total_paise) FROM orders WHERE status = 'COMPLETED'"
        ).fetchone()["sum"]
    )
    assert sum(letter.bars.values) == sum(later.bars.before) == total
    assert letter.words[0] == "There was no trade in the week before to compare with."
    assert later.words[:2] == [
        f"Sales were {rupees(total)} less than in the week before (100.0 %).",
        f"Of that, {rupees(total)} less because there were 5 fewer orders.",
    ]
    assert any(HINDI in sentence for sentence in letter.words)
    assert as_pdf(letter).startswith(b"%PDF-")
    assert as_html(letter).count("<div") == 14


@pytest.mark.parametrize(
    ("paise", "told"),
    [
        (0, "₹0.00"),
        (-5, "-₹0.05"),
        (99_999, "₹999.99"),
        (12_345_678, "₹1,23,456.78"),
        (1_234_567_890, "₹1,23,45,678.90"),
    ],
)
def test_rupees_are_grouped_as_in_india(paise, told):
    assert rupees(paise) == told


def test_the_daily_close_is_the_sum_of_the_books(connection, day):
    report = daily_close(connection, OUTLET, day)
    sections = {section.title: section for section in report.sections}
    figures = dict(report.figures)
    total = one(connection, "SELECT sum(total_paise) FROM orders WHERE status = 'COMPLETED'")
    off = one(connection, "SELECT sum(round_off_paise) FROM orders WHERE status = 'COMPLETED'")
    paid = one(connection, "SELECT sum(amount_paise) FROM payments")
    back = one(
        connection, "SELECT coalesce(sum(amount_paise), 0) FROM refunds WHERE status = 'PROCESSED'"
    )
    assert figures["Sales"].startswith(f"{rupees(int(total * 100))} from 5 orders")
    assert amounts(sections["Taxes"], "Sum") + off == total
    assert amounts(sections["Payments"], "Received") == paid
    assert amounts(sections["Payments"], "Net") == paid - back
    assert figures["Received less refunds"] == rupees(int((paid - back) * 100))
    (drawer,) = sections["Cash drawers"].rows
    assert drawer[4] == "₹2,100.00"
    assert drawer[5] == figures["Cash over or short"]
    assert [row[-1] for row in sections["Taken off and cancelled"].rows] == ["left"]
    assert HINDI in {row[0] for row in sections["Best sellers"].rows}


def test_a_day_without_trade_is_a_report_of_nothing(connection, day):
    report = daily_close(connection, OUTLET, day - timedelta(days=40))
    assert dict(report.figures)["Sales"] == "₹0.00 from 0 orders"
    assert as_html(report).count("<p>None.</p>") == len(report.sections)


def test_the_gst_month_is_the_sum_of_the_invoices(connection):
    report = gst_month(connection, OUTLET, _issued(connection))
    parts = {section.title.partition(":")[0]: section for section in report.sections}
    taxes = ("taxable", "cgst", "sgst")
    for name in taxes:
        column = name.upper() if name != "taxable" else "Taxable"
        issued = one(connection, f"SELECT sum({name}_paise) FROM invoices")  # noqa: S608
        credited = one(connection, f"SELECT sum({name}_paise) FROM credit_notes")  # noqa: S608
        b2b, b2c = amounts(parts["B2B"], column), amounts(parts["B2C"], f"Net {column}")
        notes = amounts(parts["Credit notes to registered buyers"], column)
        assert amounts(parts["HSN summary"], column) == issued - credited
        assert b2b + b2c - notes == issued - credited
        assert b2b + amounts(parts["B2C"], f"Invoiced {column}") == issued
        assert notes > 0
    total = one(
        connection,
        """SELECT (SELECT sum(total_paise) FROM invoices)
                - (SELECT sum(total_paise) FROM credit_notes)""",
    )
    assert dict(report.figures)["Total of all documents"] == rupees(int(total * 100))
    assert {row[2] for row in parts["B2B"].rows} == {
        connection.execute("SELECT number FROM invoices WHERE buyer_gstin IS NOT NULL").fetchone()[
            "number"
        ]
    }
    assert [row[4] for row in parts["Documents issued"].rows] == ["4", "2"]
    assert parts["HSN summary"].columns == tuple(
        next(csv.reader(io.StringIO(as_csv(parts["HSN summary"]))))
    )


def _issued(connection) -> date:
    return connection.execute("SELECT max(invoice_date) AS day FROM invoices").fetchone()["day"]


def test_a_report_is_mailed_once_with_its_pdf(house, connection, day, tmp_path):
    with receiving_mail() as (url, messages):
        settings = _mailing(
            house, tmp_path, url, f"own@example.com,{OUTLET}:a@example.com,x:b@example.com"
        )
        at = datetime.combine(day + timedelta(days=2), datetime.min.time(), UTC)
        made = deliver_due(settings, at).made[f"{OUTLET}/daily-{day}"]
        assert made.sent == ["own@example.com", "a@example.com"]
        assert deliver_due(settings, at).made == {}
        again = deliver(settings, daily_close(connection, OUTLET, day))
        assert (again.sent, again.had_it) == ([], ["own@example.com", "a@example.com"])
    messages = [message for message in messages if "Daily close" in message["Subject"]]
    assert [message["To"] for message in messages] == ["own@example.com", "a@example.com"]
    parts = {part.get_content_type(): part for part in messages[0].walk()}
    printed = parts["application/pdf"].get_payload(decode=True)
    assert printed.startswith(b"%PDF-")
    assert b"Mukta" in printed, "the font is in the file"
    assert parts["application/pdf"].get_filename() == f"daily-{day}.pdf"
    assert HINDI in parts["text/html"].get_payload(decode=True).decode()
    assert "from 5 orders" in parts["text/plain"].get_payload(decode=True).decode()


def test_a_day_is_due_when_it_is_over_in_the_outlets_zone(house, connection, day, tmp_path):
    settings = _mailing(house, tmp_path, "", "")
    ends = datetime.combine(day + timedelta(days=1), datetime.min.time(), UTC).replace(hour=4)
    ends -= timedelta(hours=5, minutes=30)
    name = f"{OUTLET}/daily-{day}"
    assert name not in deliver_due(settings, ends + timedelta(minutes=29)).made
    made = deliver_due(settings, ends + timedelta(minutes=31)).made
    assert [path.suffix for path in made[name].files] == [".html", ".pdf"]
    assert made[name].sent == []


def test_the_gst_month_is_due_in_the_next_with_a_file_a_table(house, connection, tmp_path):
    settings = _mailing(house, tmp_path, "", "")
    month = _issued(connection).replace(day=1)
    at = datetime.combine(month + timedelta(days=40), datetime.min.time(), UTC)
    made = deliver_due(settings, at).made[f"{OUTLET}/gst-{month:%Y-%m}"]
    assert sum(path.suffix == ".csv" for path in made.files) == 6
    hsn = folder_of(settings, OUTLET) / f"gst-{month:%Y-%m}-hsn-summary.csv"
    rows = list(csv.DictReader(io.StringIO(hsn.read_text())))
    assert {row["Supply"] for row in rows} == {"B2B", "B2C"}


def test_what_could_not_be_sent_is_told_and_sent_by_the_next_round(
    house, connection, day, tmp_path
):
    at = datetime.combine(day + timedelta(days=2), datetime.min.time(), UTC)
    broken = _mailing(house, tmp_path, "smtp://127.0.0.1:9", "own@example.com")
    with pytest.raises(NotDelivered, match=rf"{OUTLET}/daily-{day} to own@example.com: "):
        deliver_due(broken, at)
    assert (folder_of(broken, OUTLET) / f"daily-{day}.pdf").exists(), (
        "the file is there all the same"
    )
    with receiving_mail() as (url, messages):
        deliver_due(_mailing(house, tmp_path, url, "own@example.com"), at)
    assert sum("Daily close" in message["Subject"] for message in messages) == 1
    log = json.loads((folder_of(broken, OUTLET) / f"daily-{day}.json").read_text())
    assert list(log["sent"]) == ["own@example.com"]


def _mailing(house, home, url, to):
    more = {"CHITRAIL_SMTP_URL": url, "CHITRAIL_MAIL_FROM": "Chitrail <rail@example.com>"}
    more["CHITRAIL_REPORT_TO"] = to
    return Settings.from_env(environment(house.database_url, home, **more))


def test_now_is_after_the_trade(day):
    assert day <= now().date() + timedelta(days=1)
