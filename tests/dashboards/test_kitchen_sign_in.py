"""A cook signs in at the display: it renews its token, and goes dark when the sign-in ends."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.dashboards.conftest import StartSite
from tests.support import restaurant
from tests.support.ports import free_port
from tests.support.processes import Program
from tests.support.settings import environment
from tests.support.waiting import eventually

pytestmark = pytest.mark.browser

RUN_OUT = """() => {
  const kept = JSON.parse(localStorage.getItem("chitrail.kds.renewal"));
  localStorage.setItem("chitrail.kds.renewal", JSON.stringify({ ...kept, expiresAt: Date.now() }));
}"""


@pytest.fixture(scope="module")
def kds(
    module_database_url: str,
    start_site: StartSite,
    npm: Callable[..., str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """Address of a display whose API and gateway run."""
    restaurant.build(module_database_url)
    home = tmp_path_factory.mktemp("house")
    api, realtime, dashboards = free_port(), free_port(), free_port()
    env = environment(
        module_database_url,
        home,
        CHITRAIL_API_PORT=api,
        CHITRAIL_API_WORKERS=1,
        CHITRAIL_REALTIME_PORT=realtime,
        CHITRAIL_DASHBOARDS_PORT=dashboards,
    )
    npm("run", "build", "--", "--outDir", str(home / "web" / "dist"), "--emptyOutDir")
    with (
        Program(["api"], env, home / "api.log") as one,
        Program(["api.realtime"], env, home / "realtime.log") as two,
        Program(["dashboards"], env, home / "dashboards.log") as three,
    ):
        one.wait_for_url(f"http://127.0.0.1:{api}/readyz")
        two.wait_for_url(f"http://127.0.0.1:{realtime}/readyz")
        three.wait_for_url(f"http://127.0.0.1:{dashboards}/livez")
        yield f"http://127.0.0.1:{dashboards}/kds/"


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        yield browser.new_page()
        browser.close()


def test_a_cook_stays_signed_in_until_the_sign_in_ends(
    page: Page, kds: str, module_database_url: str
) -> None:
    state = page.locator("#connection")
    page.goto(kds)
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
