"""The guest's page and the floor's screen in Chromium, on phones."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.dashboards.house import House
from tests.support import restaurant

pytestmark = pytest.mark.browser

PATIENCE = 60_000
PHONE = {"width": 390, "height": 844}
OpenPage = Callable[[str], Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        running = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        yield running
        running.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[OpenPage]:
    """Opens pages on phones of their own; what nobody caught fails the test."""
    opened: list[Page] = []
    complaints: list[str] = []

    def open_page(url: str) -> Page:
        page = browser.new_context(viewport=PHONE, has_touch=True, locale="en-IN").new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        opened.append(page)
        page.goto(url)
        return page

    yield open_page
    for page in opened:
        page.context.close()
    assert complaints == []


def bump(kds: House, order: dict, *steps: str) -> None:
    for ticket in order["tickets"]:
        for status in steps:
            kds.post(f"/api/tickets/{ticket['id']}/advance", {"to": status}, "kitchen")


def pay(kds: House, order: dict) -> None:
    kds.post("/api/payments/confirm-cash", {"order_id": order["id"], "tendered": order["total"]})


def test_a_guest_sees_the_order_on_its_way(phone: OpenPage, kds: House):
    dal = {"item_code": "dal-makhani", "quantity": 2}
    order, other = kds.order(dal, {"item_code": "lassi", "quantity": 1}), kds.order(dal)
    page = phone(kds.post("/api/auth/guest-tokens", {"order_id": order["id"]})["order_url"])
    expect(page.locator("#number")).to_have_text(str(order["number"]))
    assert "token" not in page.url
    expect(page.locator("#dishes li")).to_have_count(2)
    expect(page.locator("body")).to_have_attribute("data-connection", "live")
    bump(kds, order, "PREPARING")
    expect(page.locator("#headline")).to_have_text("The kitchen is at it")
    bump(kds, order, "READY")
    bump(kds, other, "PREPARING", "READY")
    expect(page.locator("#steps [aria-current]")).to_have_text("Ready")
    pay(kds, order)
    expect(page.locator("#paid")).to_be_visible()
    page.reload()
    expect(page.locator("#paid")).to_be_visible()
    page.locator("#language").click()
    expect(page.locator("#headline")).to_contain_text("तैयार")
    assert str(other["id"]) not in page.content()


def test_a_page_without_its_link_says_how_it_is_opened(phone: OpenPage, kds: House):
    page = phone(kds.display.replace("/kds/", "/order/"))
    expect(page.locator("#notice")).to_contain_text("your waiter gives you")
    expired = phone(kds.display.replace("/kds/", "/order/#token=nonsense"))
    expect(expired.locator("#notice")).to_be_visible()


def test_a_waiter_hears_what_concerns_the_floor(phone: OpenPage, kds: House):
    ready = kds.order({"item_code": "lassi", "quantity": 1}, table_label="7")
    bump(kds, ready, "PREPARING", "READY")
    page = phone(kds.display.replace("/kds/", "/floor/"))
    page.get_by_label("User name").fill("waiter")
    page.get_by_label("Password").fill(restaurant.PASSWORD)
    page.locator("#sign-in-button").click()
    first = page.locator('#notices [data-kind="ready"]').filter(has_text="for 7")
    expect(first).to_have_class(re.compile("unread"))
    second = kds.order({"item_code": "soda", "quantity": 1}, table_label="9")
    bump(kds, second, "PREPARING", "READY")
    pay(kds, second)
    force = f"/api/menu/items/{restaurant.item_id('butter-naan')}/force"
    kds.post(force, {"available": False, "reason": "gone", "minutes": 60}, "manager")
    paid = page.locator('#notices [data-kind="payment"]').filter(has_text="for 9")
    expect(paid).to_be_visible()
    expect(page.locator('#notices [data-kind="gone"]')).to_contain_text("86")
    page.get_by_role("button", name="Ready").click()
    shown = page.locator('#notices [data-kind="ready"]')
    expect(shown.filter(has_text="for 9")).to_be_visible()
    expect(paid).to_have_count(0)
    expect(page.locator("#notices li.unread")).to_have_count(0)
    page.reload()
    expect(page.locator("body")).to_have_attribute("data-unread", "0")
    expect(shown.filter(has_text="for 7")).to_be_visible()
    page.locator("#language").click()
    expect(page.locator("#title")).to_have_text("फ़्लोर")
