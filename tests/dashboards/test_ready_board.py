"""The ready board in Chromium: numbers come, are called, leave, and are there again after a reload."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from chitrail import tokens
from tests.dashboards.house import House
from tests.support import restaurant
from tests.support.processes import Program

pytestmark = pytest.mark.browser

PATIENCE = 60_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        running = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser, kds: House) -> Iterator[Page]:
    """The board; what nobody caught fails the test."""
    kds.clear()
    token = restaurant.bearer(tokens.board_actor(restaurant.OUTLET)).removeprefix("Bearer ")
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.goto(kds.display.replace("/kds/", f"/board/?lang=en,hi#token={token}"))
    expect(opened.locator("#state")).to_have_attribute("data-state", "live")
    yield opened
    context.close()
    assert complaints == []


def numbers(page: Page, column: str) -> list[str]:
    return page.locator(f"#{column} li").all_inner_texts()


def takeaway(kds: House) -> dict:
    return kds.order({"item_code": "lassi", "quantity": 1}, order_type="TAKEAWAY", table_label="")


def ready(kds: House, order: dict) -> None:
    for ticket in order["tickets"]:
        for status in ("PREPARING", "READY"):
            kds.post(f"/api/tickets/{ticket['id']}/advance", {"to": status}, "kitchen")


def test_numbers_come_are_called_and_leave(page: Page, kds: House):
    assert "token" not in page.url
    expect(page.locator("#ready .pages")).to_contain_text("Your number appears here")
    first, second = takeaway(kds), takeaway(kds)
    at_table = kds.order({"item_code": "soda", "quantity": 1})
    preparing = page.locator("#preparing li")
    expect(preparing).to_have_text([str(first["number"]), str(second["number"])])
    ready(kds, second)
    ready(kds, at_table)
    called = page.locator(f'#ready li[data-number="{second["number"]}"]')
    expect(called).to_have_class(re.compile("fresh"))
    expect(page.locator("body")).to_have_attribute("data-last-tune", "new")
    assert numbers(page, "preparing") == [str(first["number"])]
    page.reload()
    expect(page.locator("#ready li")).to_have_text([str(second["number"])])
    kds.post(f"/api/kitchen/orders/{second['id']}/hand-over", {}, "kitchen")
    expect(page.locator("#ready li")).to_have_count(0)


def test_it_says_that_the_line_is_lost_and_shows_what_came_meanwhile(page: Page, kds: House):
    gateway: Program = kds.realtime
    gateway.kill()
    expect(page.locator("#notice")).to_contain_text("Please ask at the counter")
    order = takeaway(kds)
    gateway.start()
    expect(page.locator(f'#preparing li[data-number="{order["number"]}"]')).to_be_visible()
    expect(page.locator("#notice")).to_be_hidden()


def test_without_a_token_it_says_how_it_is_set_up(browser: Browser, kds: House):
    page = browser.new_page()
    page.goto(kds.display.replace("/kds/", "/board/?lang=hi"))
    expect(page.locator("#notice")).to_contain_text("मैनेजर")
    page.close()
