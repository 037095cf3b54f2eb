"""In a browser: figures are drawn, the display starts, and nothing is asked of any other machine."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.dashboards import snapshots
from tests.dashboards.conftest import Site, StartSite, token_of

pytestmark = pytest.mark.browser

DRAWING_MS = 30_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        running = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        yield running
        running.close()


class Watch:
    """Everything a page asked for and complained about."""

    def __init__(self, page: Page) -> None:
        self.hosts: set[str | None] = set()
        self.complaints: list[str] = []
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname))
        page.on("console", lambda message: self._note(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, kind: str, text: str) -> None:
        if kind == "error":
            self.complaints.append(text)


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context()
    url = f"{site.url}/manager/"
    context.add_cookies([{"name": "chitrail_session", "value": token_of("manager"), "url": url}])
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("path", "drawn"),
    [("/manager/", 2), ("/manager/stock", 1), ("/manager/demand", 1), ("/manager/checks", 0)],
)
def test_manager_pages_draw_their_figures_offline(page: Page, site: Site, path: str, drawn: int):
    watch = Watch(page)
    page.goto(site.url + path)
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".figure .cartesianlayer .subplot")).to_have_count(
        drawn, timeout=DRAWING_MS
    )
    page.wait_for_load_state("networkidle")
    assert watch.hosts <= {"127.0.0.1", None}
    assert watch.complaints == []


@pytest.fixture(scope="module")
def kitchen(npm: Callable[..., str], start_site: StartSite) -> Site:
    """A server with the browser code built into its home."""
    running = start_site()
    npm("run", "build", "--", "--outDir", str(running.home / "web" / "dist"), "--emptyOutDir")
    return running


def test_kitchen_display_starts_offline_and_asks_to_sign_in(browser: Browser, kitchen: Site):
    page = browser.new_context().new_page()
    watch = Watch(page)
    page.goto(f"{kitchen.url}/kds/")
    expect(page.locator("#connection")).to_have_attribute("data-state", "signed-out")
    expect(page.get_by_label("Password")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert watch.hosts <= {"127.0.0.1", None}
    assert watch.complaints == []


def test_a_token_in_the_address_is_taken_out_of_it(browser: Browser, kitchen: Site):
    page = browser.new_context().new_page()
    page.goto(f"{kitchen.url}/kds/#token={token_of('kitchen', snapshots.OUTLET)}")
    expect(page.locator("#connection")).to_have_attribute("data-state", "connecting")
    assert page.url == f"{kitchen.url}/kds/"
    assert page.evaluate("localStorage.getItem('chitrail.kds.token')") is not None
