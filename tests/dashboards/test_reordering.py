"""From the forecast to the stock: built, drafted, changed, approved, sent and received in a browser."""

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest
import requests
from playwright.sync_api import Page, expect, sync_playwright

from chitrail.clock import now
from chitrail.errors import Unavailable
from chitrail.ids import new_id
from chitrail.reordering.policies import Choices
from chitrail.settings import Settings
from pipelines.drafting import make_drafts
from pipelines.partitions import day_under_way
from pipelines.simulation import simulated
from tests.dashboards.conftest import Site, StartSite
from tests.support import restaurant
from tests.support.ledger import settle
from tests.support.ports import free_port
from tests.support.processes import ROOT, Program
from tests.support.settings import environment
from tests.support.trade import Trade

WEEKS = 9
PATIENCE = 60_000
PORTIONS = [6, 5, 5, 6, 9, 14, 12]


@pytest.fixture(scope="module")
def env(module_database_url: str, tmp_path_factory) -> dict[str, str]:
    home = tmp_path_factory.mktemp("house")
    port = free_port()
    return environment(
        module_database_url,
        home,
        CHITRAIL_API_PORT=port,
        CHITRAIL_API_WORKERS=1,
        TMPDIR=home,
        DAGSTER_HOME="",
    )


@pytest.fixture(scope="module")
def site(
    env: dict[str, str], start_site: StartSite, module_database_url: str, tmp_path_factory
) -> Iterator[Site]:
    """Nine weeks of dal have been sold; nothing is in stock; the mill sells lentils in sacks of 2 kg."""
    restaurant.build(module_database_url)
    sell(module_database_url, day_under_way(now()))
    home = tmp_path_factory.getbasetemp() / "house0"
    address = f"http://127.0.0.1:{env['CHITRAIL_API_PORT']}"
    with Program(["api"], env, home / "api.log") as api:
        api.wait_for_url(f"{address}/readyz")
        running = start_site(home, CHITRAIL_API_URL=address)
        yield replace(running, api_url=address)


def sell(database_url: str, today: date) -> None:
    url = database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(url) as connection:
        trade = Trade(connection, restaurant.OUTLET)
        for ago in range(WEEKS * 7, 0, -1):
            day = today - timedelta(days=ago)
            dal, recipe = restaurant.item_id("dal-makhani"), restaurant.recipe_id("dal-makhani")
            trade.order(day, dal, PORTIONS[day.weekday()] + ago * 7 % 5, recipe_id=recipe)


def ask(site: Site, method: str, path: str, body: Any = None) -> Any:
    headers = {"Authorization": restaurant.bearer(restaurant.actor("manager"))}
    headers["Idempotency-Key"] = str(new_id())
    answer = requests.request(
        method, f"{site.api_url}{path}", json=body, headers=headers, timeout=20
    )
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def pipelines(env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipelines", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


@pytest.mark.browser
def test_what_the_forecast_asks_for_is_drafted_approved_and_received(
    site: Site, env: dict[str, str], module_database_url: str
):
    mill = {"code": "mill", "name": "Deccan Mill", "delivery_weekdays": [1, 4]}
    mill = ask(site, "POST", "/api/suppliers", mill)
    sack = {"ingredient_code": "lentils", "code": "L2", "name": "Lentils, sack of 2 kg"}
    sack |= {"pack_quantity": "2", "pack_unit": "kg", "price": "210"}
    ask(site, "POST", f"/api/suppliers/{mill['id']}/items", sack)
    settings = Settings.from_env(env)
    with pytest.raises(Unavailable, match="no warehouse has been published"):
        make_drafts(settings)
    built = pipelines(env, "build")
    assert built.returncode == 0, built.stdout + built.stderr

    drafted = pipelines(env, "drafts", "--outlet", restaurant.OUTLET, "--json")
    assert drafted.returncode == 0, drafted.stderr
    (made,) = json.loads(drafted.stdout)
    (order,) = made["orders"]
    (line,) = order["lines"]
    assert order["created_by"] == "service:reorder"
    packs = Decimal(line["packs"])
    week = sum(PORTIONS) * 80
    assert week <= packs * 2000 <= 3 * week
    assert line["why"].startswith(f"{packs.normalize():f} packs of 2 kg: 0 g on hand; due at ")
    assert "Expected use is" in line["why"]
    left = {one["ingredient_code"] for one in made["not_ordered"]}
    assert left == {"butter", "cream", "eggs"}, "nobody sells them"
    (again,) = make_drafts(settings, restaurant.OUTLET)
    told = f"{order['number']} to Deccan Mill, 1 lines, {order['total']} rupees"
    assert again.told()[0] == f"{restaurant.OUTLET}: {told}"

    number = order["number"]
    with ThreadPoolExecutor(1) as beside:  # the browser's driver has its thread's event loop
        beside.submit(in_the_browser, site, number, packs, module_database_url).result()
    answer = ask(site, "GET", "/api/purchase-orders?limit=100")["data"]
    assert [(one["number"], one["status"]) for one in answer] == [(number, "RECEIVED")]
    levels = ask(site, "GET", "/api/inventory/levels?limit=100")["data"]
    on_hand = {one["code"]: Decimal(one["on_hand"]) for one in levels}
    assert on_hand["lentils"] == (packs + 1) * 2000
    assert make_drafts(settings, restaurant.OUTLET)[0].orders == []
    rows = simulated(settings, restaurant.OUTLET, Choices(review_days=3), order_cost=100)
    assert [row["policy"] for row in rows] == ["Forecast", "Par level", "Minimum and maximum"]
    assert {row["ingredients"] for row in rows} == {2}, "lentils and butter are in the dal"


def in_the_browser(site: Site, number: str, packs: Decimal, database_url: str) -> None:
    expect.set_options(timeout=PATIENCE)
    token = restaurant.bearer(restaurant.actor("manager")).split()[1]
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        page = browser.new_page()
        cookie = {"name": "chitrail_session", "value": token, "url": f"{site.url}/manager/"}
        page.context.add_cookies([cookie])
        page.goto(f"{site.url}/manager/stock")
        expect(page.locator("#to-order")).to_contain_text("Lentils")
        page.get_by_role("button", name="Make drafts").click()
        expect(page.locator("#made")).to_contain_text("1 draft of what is due: Deccan Mill.")
        expect(page.locator("#made")).to_contain_text("butter, nobody sells it")
        expect(page.locator("#waiting tbody tr")).to_have_count(1)
        page.get_by_role("link", name=number).click()
        expect(page.locator("#lines")).to_contain_text("by the forecast")
        page.get_by_text("Why", exact=True).click()
        expect(page.locator("#lines")).to_contain_text("cover busier days")
        page.get_by_label("Packs of Lentils, sack of 2 kg").fill("0")
        page.get_by_role("button", name="Save packs").click()
        expect(page.get_by_role("alert")).to_contain_text("cancel it instead")
        page.get_by_label("Packs of Lentils, sack of 2 kg").fill(f"{packs + 1:.0f}")
        page.get_by_role("button", name="Save packs").click()
        expect(page.locator("#lines")).not_to_contain_text("by the forecast")
        page.get_by_role("button", name="Approve").click()
        page.get_by_role("button", name="Mark as sent").click()
        expect(page.locator("#status")).to_have_text("Sent")
        page.goto(f"{site.url}/manager/purchasing")
        page.get_by_role("button", name="Make drafts").click()
        expect(page.locator("#made")).to_contain_text("Nothing is due")
        page.get_by_role("link", name=number).click()
        page.get_by_role("button", name="Receive").click()
        expect(page.locator("#status")).to_have_text("Received")
        try_out(page, site)
        browser.close()
    settle(database_url)


def try_out(page: Page, site: Site) -> None:
    """The last four weeks again: as told, with more service, and with what is no number of days."""
    page.goto(f"{site.url}/manager/simulation")
    rows = page.locator("#outcomes tbody tr")
    expect(rows.locator("th")).to_have_text(["Forecast", "Par level", "Minimum and maximum"])
    expect(page.locator(".figure svg.main-svg").first).to_be_visible()
    as_told = stock_kept(page)
    page.get_by_label("Lasts in").fill("50")
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_label("Lasts in")).to_have_value("50")
    expect(rows).to_have_count(3)
    assert stock_kept(page) < as_told
    page.goto(f"{site.url}/manager/simulation?review=never")
    expect(page.get_by_role("alert")).to_have_text("review: must be a whole number from 1 to 60")


def stock_kept(page: Page) -> Decimal:
    """Mean worth of the stock under the forecast's orders."""
    cell = page.locator("#outcomes tbody tr").first.locator("td").nth(2).inner_text()
    return Decimal(cell.removeprefix("₹").replace(",", ""))


def test_without_a_forecast_or_with_an_old_one_nothing_is_drafted(start_site: StartSite):
    from tests.dashboards import snapshots

    alone = start_site()
    cookies = {"chitrail_session": restaurant.bearer(restaurant.actor("manager")).split()[1]}
    where = f"{alone.url}/manager/purchasing/drafts"
    for written in (False, True):
        if written:
            snapshots.write(alone.snapshot, published_at=now() - timedelta(days=3))
        answer = requests.post(where, data={"key": str(new_id())}, cookies=cookies, timeout=20)
        assert answer.status_code == 503
