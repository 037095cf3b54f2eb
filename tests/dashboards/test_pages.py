"""Every manager page shows what the snapshot says, of the manager's outlet alone."""

import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest

from tests.dashboards import snapshots
from tests.dashboards.conftest import Site, StartSite, token_of

PAGES = (
    "/manager/",
    "/manager/settlements",
    "/manager/stock",
    "/manager/demand",
    "/manager/checks",
)


def texts(html: str, element_id: str) -> list[str]:
    """Text of each cell of the table with this id."""
    table = re.search(rf'<table id="{element_id}">(.*?)</table>', html, re.DOTALL)
    assert table, html
    return [
        cell_text(cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", table[1], re.DOTALL)
    ]


def cell_text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def tile(html: str, name: str) -> str:
    found = re.search(rf'<dd id="{name}">(.*?)</dd>', html)
    assert found
    return found[1]


def figures(html: str) -> list[dict[str, Any]]:
    found = re.findall(r'<script type="application/json">(.*?)</script>', html, re.DOTALL)
    return [json.loads(figure) for figure in found]


@pytest.mark.parametrize("path", PAGES)
def test_page_answers_and_says_how_fresh_it_is(site: Site, path: str):
    response = site.get(path)
    assert response.status_code == 200, response.text
    assert "Data from just now" in response.text
    assert "Spice Lane" in response.text
    assert "Foreign" not in response.text


def test_payments_of_the_newest_day_equal_the_mart(site: Site):
    html = site.get("/manager/").text
    assert "Payments on Sat 7 Mar 2026" in html
    assert tile(html, "gross") == "₹2,35,343.85"
    assert tile(html, "refunds") == "₹0.35"
    assert tile(html, "net") == "₹2,35,343.50"
    assert tile(html, "payments") == "4"
    assert tile(html, "average") == "₹58,835.96"
    assert tile(html, "failure-rate") == "20.0 %"
    cells = texts(html, "methods")[9:]
    assert cells[:9] == [
        *("Razorpay", "2", "₹2,34,333.35", "₹0.35", "₹2,34,333.00"),
        *("₹1,17,166.68", "1", "33.3 %", "99.6 %"),
    ]
    assert cells[9:17] == ["Cash", "2", "₹1,010.50", "₹0.00", "₹1,010.50", "₹505.25", "0", "0.0 %"]
    assert cells[18:22] == ["All methods", "4", "₹2,35,343.85", "₹0.35"]


def test_trend_holds_the_thirty_days_before_the_chosen_one(site: Site):
    net = figures(site.get("/manager/").text)[0]
    drawn = {trace["name"]: dict(zip(trace["x"], trace["y"], strict=True)) for trace in net["data"]}
    assert drawn == {
        "CASH": {"2026-03-05": 99.0, "2026-03-07": 1010.5},
        "RAZORPAY": {"2026-03-07": 234333.0},
    }


def test_another_day_can_be_chosen_and_links_to_its_neighbours(site: Site):
    html = site.get("/manager/?date=2026-03-05").text
    assert tile(html, "net") == "₹99.00"
    assert "?date=2026-03-07" in html
    assert "?date=2026-01-26" in html
    assert "No payments on this business day" in site.get("/manager/?date=2026-03-06").text
    assert "Payments on Sat 7 Mar 2026" in site.get("/manager/?date=nonsense").text


def test_an_outlet_without_payments_is_told_so(site: Site):
    response = site.get("/manager/", token_of("admin", "new-place"))
    assert response.status_code == 200
    assert "No payments yet" in response.text


def test_reorder_list_says_what_to_order_and_why(site: Site):
    html = site.get("/manager/stock").text
    cells = texts(html, "to-order")[9:]
    assert cells == [
        *(
            "Onion",
            "15 kg 3 \u00d7 5 kg",
            "Fresh Farms",
            "2.4 kg",
            "\u2013",
            "1.5 days",
            "11.2 kg",
            "5 kg",
            "2 days",
        ),
        "Why this much Stock lasts 1.5 days and a delivery takes 2.",
    ]
    assert texts(html, "enough")[7:9] == ["Salt <b>", "900 g"]
    assert "<b>" not in html
    cover = figures(html)[0]["data"][0]
    assert dict(zip(cover["y"], cover["customdata"], strict=True)) == {
        "Salt <b>": 72.0,
        "Onion": 1.5,
    }


def test_demand_adds_up_the_days_and_draws_the_chosen_ingredient(site: Site):
    html = site.get("/manager/demand?ingredient=onion").text
    used = [1500 + n for n in range(10)]
    cells = texts(html, "uses")[5:]
    assert cells[:5] == [
        "Onion",
        f"{sum(used[:7]) / 1000:.2f} kg",
        f"{sum(used) / 1000:.2f} kg",
        "11.2 kg",
        "50.0 %",
    ]
    assert cells[5:] == ["Salt <b>", "12.5 g", "12.5 g", "\u2013", "100.0 %"]
    bars, low, high, line = figures(html)[0]["data"]
    assert bars["y"] == [quantity / 1000 for quantity in reversed(used)]
    assert (low["y"], high["y"]) == ([1.2] * 14, [2.05] * 14)
    assert line["x"][0] == "2026-03-08"
    assert line["y"] == [1.6] * 14


def test_demand_says_why_and_how_good_forecasts_were(site: Site):
    html = site.get("/manager/demand?ingredient=onion").text
    days = texts(html, "days")[4:]
    assert days[1:4] == ["1.6 kg", "1.2 kg \u2013 2.05 kg", "Sum of the dishes."]
    assert len(days) == 4 * 14
    assert texts(html, "dishes")[6:] == [
        *("Off the menu", "21", "12 \u2013 30", "168", "25.0 %", "21 a day, by <hand>.")
    ]
    assert texts(html, "accuracy")[6:] == [
        *("dishes", "up to a week ahead", "1", "20.0 %", "-20.0 %", "100.0 %"),
        *("dishes", "one to two weeks ahead", "1", "20.0 %", "-20.0 %", "0.0 %"),
    ]


def test_checks_put_failures_first_and_say_them_in_words(site: Site):
    html = site.get("/manager/checks").text
    assert "1 of 3 checks failed" in html
    cells = texts(html, "checks")[6:]
    assert cells == [
        *("Failed", "facts", "to be unique", "fct_order", "order_id", "2 twice"),
        *("Passed", "marts", "values to not be null", "mart_daily_sales", "gross", "0"),
        *("Passed", "totals", "sales sum to orders", "fct_order", "", "0"),
    ]


def test_old_data_is_called_old(start_site: StartSite):
    running = start_site()
    snapshots.write(running.snapshot, published_at=datetime.now(UTC) - timedelta(hours=30))
    html = running.get("/manager/").text
    assert "Data from 1 day ago" in html
    assert "older than it should be" in html


def test_without_a_snapshot_the_pages_say_so(start_site: StartSite):
    running = start_site()
    for path in PAGES:
        response = running.get(path)
        assert response.status_code == 200
        assert "nothing has been published" in response.text


def test_settlements_and_the_differences_that_are_open(site: Site):
    html = site.get("/manager/settlements").text
    assert tile(html, "net") == "₹876.40"
    assert tile(html, "fees") == "₹23.60"
    assert "2 open differences" in html
    rows = re.findall(r'<tr data-kind="(\w+)">', html)
    assert sorted(rows) == ["FEE_OFF", "UNKNOWN"]
    assert "pay_done" not in html
    assert "setl_other" not in html
    assert "₹876.40" in texts(html, "settlements")
