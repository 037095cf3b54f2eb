"""The purchasing pages on the real API, in a browser: approve, send and receive an order."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, Page, expect, sync_playwright

from chitrail.ids import new_id
from tests.dashboards.conftest import Site, StartSite
from tests.support import restaurant
from tests.support.ledger import settle
from tests.support.ports import free_port
from tests.support.processes import Program
from tests.support.settings import environment

PIN = "730418"


@pytest.fixture(scope="module")
def site(start_site: StartSite, module_database_url: str, tmp_path_factory) -> Iterator[Site]:
    restaurant.build(module_database_url)
    home, port = tmp_path_factory.mktemp("api"), free_port()
    env = environment(module_database_url, home, CHITRAIL_API_PORT=port, CHITRAIL_API_WORKERS=1)
    address = f"http://127.0.0.1:{port}"
    with Program(["api"], env, home / "api.log") as api:
        api.wait_for_url(f"{address}/readyz")
        yield replace(start_site(CHITRAIL_API_URL=address), api_url=address)


def ask(site: Site, method: str, path: str, body: Any = None, role: str = "manager") -> Any:
    headers = {"Authorization": restaurant.bearer(restaurant.actor(role))}
    headers["Idempotency-Key"] = str(new_id())
    address = f"{site.api_url}{path}"
    answer = requests.request(method, address, json=body, headers=headers, timeout=20)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def drafted(site: Site, packs: str) -> dict[str, Any]:
    """A draft of packs of butter at 250 rupees."""
    code = f"dairy-{new_id()}"
    supplier = ask(site, "POST", "/api/suppliers", {"code": code, "name": "Fresh Dairy"})
    butter = {"ingredient_code": "butter", "code": "B5", "name": "Butter, box of 5 kg"}
    butter |= {"pack_quantity": "5", "pack_unit": "kg", "price": "250", "tax_rate": "12"}
    item = ask(site, "POST", f"/api/suppliers/{supplier['id']}/items", butter)
    line = {"supplier_item_id": item["id"], "packs": packs, "why": "18 kg until Monday <b>"}
    body = {"supplier_id": supplier["id"], "lines": [line]}
    found: dict[str, Any] = ask(site, "POST", "/api/purchase-orders", body)
    return found


def book(database_url: str) -> None:
    """Book what was told, as the inventory stream does."""
    settle(database_url)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        running = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A page of a manager who is signed in."""
    context = browser.new_context()
    token = restaurant.bearer(restaurant.actor("manager")).split()[1]
    url = f"{site.url}/manager/"
    context.add_cookies([{"name": "chitrail_session", "value": token, "url": url}])
    yield context.new_page()
    context.close()


@pytest.mark.browser
def test_an_order_is_approved_sent_and_received_in_the_browser(page: Page, site: Site):
    order = drafted(site, "4")
    page.goto(f"{site.url}/manager/purchasing")
    expect(page.locator("#waiting")).to_contain_text("Fresh Dairy")
    page.get_by_role("link", name=order["number"]).click()
    status, alert = page.locator("#status"), page.get_by_role("alert")
    expect(status).to_have_text("Draft")
    page.get_by_role("button", name="Approve").click()
    expect(status).to_have_text("Approved")
    page.get_by_role("button", name="Mark as sent").click()
    expect(status).to_have_text("Sent")
    page.get_by_label("Packs accepted").fill("3")
    page.get_by_label("Price of a pack").fill("260")
    page.get_by_role("button", name="Receive").click()
    expect(alert).to_contain_text("lines/0/reason")
    expect(page.get_by_label("Packs accepted")).to_have_value("3")
    page.get_by_label("Reason").first.fill("monsoon")
    page.get_by_label("Supplier's invoice").fill("FD/1")
    page.get_by_label("Its total").fill("900")
    page.get_by_role("button", name="Receive").click()
    expect(status).to_have_text("Partly received")
    expect(page.locator("#receipts")).to_contain_text("₹873.60")
    page.get_by_role("link", name="All orders").click()
    expect(page.locator("#differing")).to_contain_text("₹26.40")
    page.get_by_label("Why FD/1 is accepted").fill("freight, as agreed")
    page.get_by_role("button", name="Accept").click()
    expect(page.locator("#differing")).to_have_count(0)


@pytest.mark.browser
def test_above_the_limit_the_page_asks_for_a_second_person(page: Page, site: Site):
    admin = restaurant.staff_id("admin")
    ask(site, "POST", f"/api/staff/{admin}/pin", {"pin": PIN}, role="admin")
    order = drafted(site, "40")
    page.goto(f"{site.url}/manager/purchasing/{order['id']}")
    page.get_by_text("Why", exact=True).click()
    expect(page.locator("#lines")).to_contain_text("18 kg until Monday <b>")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("alert")).to_contain_text("approval")
    page.get_by_label("Second person's name").fill("admin")
    page.get_by_label("Their PIN").fill(PIN)
    page.get_by_role("button", name="Approve").click()
    expect(page.locator("#status")).to_have_text("Approved")


@pytest.mark.browser
def test_stock_is_sent_off_in_the_browser_and_received_at_the_other_outlet(
    page: Page, site: Site, module_database_url: str
):
    page.goto(f"{site.url}/manager/transfers")
    page.get_by_label("Which way").select_option("OUT")
    page.get_by_label("Other outlet").fill("nowhere")
    page.get_by_label("Ingredient 1").fill("lentils")
    page.get_by_label("Quantity 1").fill("1.5")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("alert")).to_contain_text("to_outlet")
    expect(page.get_by_label("Quantity 1")).to_have_value("1.5")
    page.get_by_label("Other outlet").fill(restaurant.OTHER_OUTLET)
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("#status")).to_have_text("Requested")
    page.get_by_label("Sent off of Lentils").fill("1200")
    page.get_by_role("button", name="Send off").click()
    expect(page.locator("#status")).to_have_text("Dispatched")
    expect(page.locator("#lines")).to_contain_text("1.2 kg")

    theirs = restaurant.bearer(restaurant.actor("manager", restaurant.OTHER_OUTLET))
    cookies = {"chitrail_session": theirs.split()[1]}
    form = {"key": str(new_id()), "quantity-0": "1000", "damaged-0": "150"}

    def receive() -> requests.Response:
        return requests.post(f"{page.url}/receive", data=form, cookies=cookies, timeout=20)

    early = receive()
    assert early.status_code == 409
    assert "try again in a second" in early.text
    with ThreadPoolExecutor(1) as beside:  # the browser's driver has this thread's event loop
        beside.submit(book, module_database_url).result()
    assert receive().status_code == 200
    page.reload()
    expect(page.locator("#status")).to_have_text("Received")
    expect(page.locator("#lines")).to_contain_text("50 g")


def test_strangers_are_sent_to_the_sign_in_and_other_sites_refused(site: Site):
    order = drafted(site, "1")
    where = f"{site.url}/manager/purchasing/{order['id']}"
    waiter = {"chitrail_session": restaurant.bearer(restaurant.actor("waiter")).split()[1]}
    mine = {"chitrail_session": restaurant.bearer(restaurant.actor("manager")).split()[1]}
    form = {"key": str(new_id())}
    for cookies, origin, status in (
        ({}, site.url, 303),
        (waiter, site.url, 303),
        (mine, "https://evil.example", 403),
    ):
        answer = requests.post(
            f"{where}/approve",
            data=form,
            cookies=cookies,
            headers={"Origin": origin},
            timeout=20,
            allow_redirects=False,
        )
        assert answer.status_code == status
    assert ask(site, "GET", f"/api/purchase-orders/{order['id']}")["status"] == "DRAFT"
    unknown = requests.get(f"{site.url}/manager/purchasing/{new_id()}", cookies=mine, timeout=20)
    assert unknown.status_code == 404


def test_a_form_sent_twice_acts_once(site: Site):
    order = drafted(site, "4")
    for act, body in (("approve", {}), ("send", {"via": "PHONE"})):
        ask(site, "POST", f"/api/purchase-orders/{order['id']}/{act}", body)
    mine = {"chitrail_session": restaurant.bearer(restaurant.actor("manager")).split()[1]}
    form = {"key": str(new_id()), f"packs-{order['lines'][0]['id']}": "1"}
    where = f"{site.url}/manager/purchasing/{order['id']}/receive"
    for _ in range(2):
        sent = requests.post(where, data=form, cookies=mine, timeout=20, allow_redirects=False)
        assert sent.status_code == 303, sent.text
    found = ask(site, "GET", f"/api/purchase-orders/{order['id']}")
    assert found["lines"][0]["received_packs"] == "1.000"


def test_while_the_api_is_away_the_page_says_so(start_site: StartSite):
    alone = start_site()
    for path in ("/manager/purchasing", "/manager/transfers"):
        answer = alone.get(path)
        assert answer.status_code == 503
        assert "cannot be reached" in answer.text
