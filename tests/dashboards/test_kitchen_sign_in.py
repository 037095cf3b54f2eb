"""A cook signs in at the display: it renews its token, and goes dark when the sign-in ends."""

from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.dashboards.house import House
from tests.support import restaurant
from tests.support.waiting import eventually

pytestmark = pytest.mark.browser

RUN_OUT = """() => {
  const kept = JSON.parse(localStorage.getItem("chitrail.kds.renewal"));
  localStorage.setItem("chitrail.kds.renewal", JSON.stringify({ ...kept, expiresAt: Date.now() }));
}"""


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        yield browser.new_page()
        browser.close()


def test_a_cook_stays_signed_in_until_the_sign_in_ends(
    page: Page, kds: House, module_database_url: str
) -> None:
    state = page.locator("#connection")
    page.goto(kds.display)
    page.get_by_label("User name").fill("kitchen")
    page.get_by_label("Password").fill(restaurant.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Curry").click()
    expect(state).to_have_attribute("data-state", "live", timeout=20_000)
    url = module_database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(url, autocommit=True) as database:

        def renewals() -> int:
            found = database.execute(
                "SELECT count(*) FROM refresh_tokens WHERE used_at IS NOT NULL"
            )
            return int(found.fetchone()[0])

        page.evaluate(RUN_OUT)
        page.reload()
        expect(state).to_have_attribute("data-state", "live", timeout=20_000)
        eventually(lambda: renewals() == 1)
        database.execute("UPDATE sessions SET ended_at = now(), end_reason = 'test'")
    expect(state).to_have_attribute("data-state", "signed-out", timeout=10_000)
