"""The kitchen display in Chromium: pressed, keyed, changed under the cook's eyes, counted, reloaded."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.dashboards.house import House
from tests.support import restaurant

pytestmark = pytest.mark.browser

PATIENCE = 60_000
DAL = {"item_code": "dal-makhani", "quantity": 2, "note": "less salt"}
NAAN = {"item_code": "butter-naan", "quantity": 3}
LASSI = {"item_code": "lassi", "quantity": 1}
SODA = {"item_code": "soda", "quantity": 2}


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
    """The display of the cold station; what nobody caught fails the test."""
    kds.clear()
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.goto(kds.link("cold"))
    live(opened)
    yield opened
    context.close()
    assert complaints == []


def live(page: Page) -> None:
    """The line is up, and the strip of what is sold out (the biryani) has moved the board for good."""
    expect(page.locator("#connection")).to_have_attribute("data-state", "live", timeout=PATIENCE)
    expect(page.locator("#gone")).to_contain_text("86 Biryani", timeout=PATIENCE)


def card(page: Page, order: dict, station: str = "cold") -> Locator:
    ticket = next(each for each in order["tickets"] if each["station"] == station)
    return page.locator(f'#tickets [data-ticket-id="{ticket["id"]}"]')


def test_dishes_are_crossed_off_and_the_last_one_finishes_the_ticket(page: Page, kds: House):
    order = kds.order(LASSI, SODA)
    ticket = card(page, order)
    expect(ticket).to_have_attribute("data-status", "NEW", timeout=PATIENCE)
    lassi, soda = (
        ticket.locator("li").filter(has_text="Lassi"),
        ticket.locator("li").filter(has_text="Soda"),
    )
    soda.click()
    expect(soda).to_have_attribute("data-done", "true")
    expect(ticket).to_have_attribute("data-status", "PREPARING")
    expect(page.locator("#totals")).not_to_contain_text("Soda")
    soda.click()
    expect(soda).to_have_attribute("data-done", "false")
    soda.click()
    lassi.click()
    expect(ticket).to_have_count(0)
    page.locator('[data-action="undo"]').click()
    expect(ticket).to_have_attribute("data-status", "PREPARING")
    expect(lassi).to_have_attribute("data-done", "false")


def test_a_bump_bar_works_the_board_with_keys_of_its_own(page: Page, kds: House):
    order = kds.order(LASSI, SODA)
    ticket = card(page, order)
    expect(ticket).to_be_visible(timeout=PATIENCE)
    page.keyboard.press("?")
    page.locator('[data-act="bump"]').click()
    page.keyboard.press("F7")
    expect(page.locator('[data-act="bump"] kbd')).to_have_text("F7")
    page.keyboard.press("Escape")
    page.reload()
    live(page)
    count = page.locator("#tickets .ticket").count()
    page.keyboard.press("1")
    for _ in range(count - 1):
        page.keyboard.press("ArrowRight")
    expect(ticket).to_have_class("ticket is-selected")
    page.keyboard.press("Enter")
    expect(ticket).to_have_attribute("data-status", "NEW")
    page.keyboard.press("F7")
    expect(ticket).to_have_attribute("data-status", "PREPARING")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("F7")
    expect(ticket.locator('li[data-done="true"]')).to_have_count(1)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("F7")
    expect(ticket).to_have_count(0)
    page.keyboard.press("r")
    expect(ticket).to_have_attribute("data-status", "PREPARING")


@pytest.fixture
def second(browser: Browser, page: Page, kds: House) -> Iterator[Page]:
    """Another screen of the cold station, which remembers nothing."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    opened = context.new_page()
    opened.goto(kds.link("cold"))
    live(opened)
    yield opened
    context.close()


def test_changes_stay_on_both_screens_until_a_cook_has_seen_them(
    page: Page, second: Page, kds: House
):
    order = kds.order(LASSI, SODA)
    lassi, soda = (line["id"] for line in order["lines"])
    ticket, twin = card(page, order), card(second, order)
    expect(twin).to_be_visible(timeout=PATIENCE)
    kds.post(f"/api/orders/{order['id']}/lines/{soda}/change", {"quantity": 1})
    kds.post(f"/api/orders/{order['id']}/lines/{lassi}/void", {"reason": "changed mind"})
    for shown in (ticket, twin):
        expect(shown.locator(f'[data-line-id="{soda}"]')).to_contain_text("was 2", timeout=PATIENCE)
        void = shown.locator(f'[data-line-id="{lassi}"]')
        expect(void).to_have_attribute("data-change", "voided")
        expect(void.locator(".change")).to_contain_text("Waiter")
    expect(page.locator("#totals li").filter(has_text="Lassi")).to_have_count(0)
    expect(page.locator("body")).to_have_attribute("data-last-tune", "changed")
    second.evaluate("localStorage.removeItem('chitrail.kds.memory')")
    second.reload()
    live(second)
    expect(twin.locator(f'[data-line-id="{lassi}"]')).to_have_attribute("data-change", "voided")
    ticket.locator('[data-action="seen"]').click()
    expect(ticket.locator("[data-change]")).to_have_count(0)
    expect(ticket.locator("li")).to_have_count(1)
    kds.tell()
    expect(twin.locator("[data-change]")).to_have_count(0, timeout=PATIENCE)
    kds.post(f"/api/orders/{order['id']}/cancel", {"reason": "guests left"})
    for shown in (ticket, twin):
        expect(shown).to_have_attribute("data-status", "CANCELLED", timeout=PATIENCE)
    twin.locator('[data-action="dismiss"]').click()
    expect(twin).to_have_count(0)
    kds.tell()
    expect(ticket).to_have_count(0, timeout=PATIENCE)


def test_dishes_crossed_off_on_one_screen_are_on_the_other(page: Page, second: Page, kds: House):
    order = kds.order(LASSI, SODA)
    ticket, twin = card(page, order), card(second, order)
    lassi, soda = (line["id"] for line in order["lines"])
    expect(twin).to_be_visible(timeout=PATIENCE)
    ticket.locator(f'[data-line-id="{soda}"]').click()
    expect(ticket).to_have_attribute("data-status", "PREPARING")
    kds.tell()
    expect(twin.locator(f'[data-line-id="{soda}"]')).to_have_attribute(
        "data-done", "true", timeout=PATIENCE
    )
    twin.locator(f'[data-line-id="{lassi}"]').click()
    expect(twin).to_have_count(0)
    kds.tell()
    expect(ticket).to_have_count(0, timeout=PATIENCE)


def test_the_board_speaks_hindi_and_remembers_it(page: Page, kds: House):
    order = kds.order(LASSI)
    ticket = card(page, order)
    expect(ticket).to_contain_text("Table 4", timeout=PATIENCE)
    page.click("#settings")
    page.locator('[data-setting="language"] button[data-value="hi"]').click()
    page.locator("#settings-dialog .close").click()
    expect(page.locator("html")).to_have_attribute("lang", "hi")
    expect(ticket.locator('[data-action="start"]')).to_have_text("शुरू")
    expect(ticket).to_contain_text("टेबल 4")
    expect(ticket).to_contain_text("Lassi")
    assert page.evaluate("document.fonts.check('700 1em \"Noto Sans Devanagari\"', 'अ')")
    page.reload()
    live(page)
    expect(page.locator("html")).to_have_attribute("lang", "hi")
    expect(page.locator("#all-day")).to_contain_text("कुल बनाना")


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1024, 768), (800, 1280)])
def test_large_touch_gives_every_button_and_dish_room_for_a_finger(
    page: Page, kds: House, width: int, height: int
):
    page.set_viewport_size({"width": width, "height": height})
    ticket = card(page, kds.order(LASSI, SODA))
    expect(ticket).to_be_visible(timeout=PATIENCE)
    page.click("#settings")
    page.locator('[data-setting="size"] button[data-value="large"]').click()
    page.locator("#settings-dialog .close").click()
    expect(page.locator("html")).to_have_attribute("data-size", "large")
    for target in page.locator("button:visible, #tickets .lines li").all():
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 64, target.inner_text()
    across = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert across <= 0


def test_all_day_counts_ingredients_of_what_is_still_to_be_cooked(page: Page, kds: House):
    page.goto(kds.link("curry"))
    expect(page.locator("h1")).to_have_text("Curry")
    live(page)
    first, _second = kds.order(DAL, NAAN), kds.order({**DAL, "quantity": 11})
    expect(card(page, first, "curry")).to_contain_text("less salt", timeout=PATIENCE)
    expect(page.locator("#totals li").filter(has_text="Dal Makhani").locator("b")).to_have_text(
        "13"
    )
    page.keyboard.press("i")
    lentils = page.locator("#totals li").filter(has_text="Lentils").locator("b")
    expect(lentils).to_have_text("1.04 kg", timeout=PATIENCE)
    expect(page.locator("#totals li").filter(has_text="Butter").locator("b")).to_have_text("267 g")
    card(page, first, "curry").locator("li").click()
    expect(lentils).to_have_text("880 g", timeout=PATIENCE)


def test_the_pass_puts_an_order_together_and_hands_it_over(page: Page, kds: House):
    page.goto(kds.link(None))
    expect(page.locator("h1")).to_have_text("All stations")
    live(page)
    page.click("#settings")
    page.locator('[data-setting="view"] button[data-value="pass"]').click()
    page.locator("#settings-dialog .close").click()
    expect(page.locator("h1")).to_have_text("Pass")
    order = kds.order(DAL, LASSI)
    whole = page.locator(f'#tickets [data-order-id="{order["id"]}"]')
    expect(whole.locator(".part")).to_have_count(2, timeout=PATIENCE)
    hand_over = whole.locator('[data-action="hand-over"]')
    first, second = order["tickets"]
    kds.post(f"/api/tickets/{first['id']}/advance", {"to": "READY"}, "kitchen")
    expect(whole).to_contain_text("1 of 2 ready", timeout=PATIENCE)
    expect(hand_over).to_be_disabled()
    kds.post(f"/api/tickets/{second['id']}/advance", {"to": "READY"}, "kitchen")
    expect(whole).to_have_attribute("data-complete", "true", timeout=PATIENCE)
    page.reload()
    live(page)
    hand_over.click()
    expect(whole).to_have_count(0, timeout=PATIENCE)
    assert kds.get(f"/api/orders/{order['id']}")["status"] == "SERVED"
    other = kds.order(LASSI)
    kds.post(f"/api/tickets/{other['tickets'][0]['id']}/advance", {"to": "READY"}, "kitchen")
    served = page.locator(f'#tickets [data-order-id="{other["id"]}"]')
    expect(served).to_have_attribute("data-complete", "true", timeout=PATIENCE)
    kds.post(f"/api/orders/{other['id']}/advance", {"to": "SERVED"})
    expect(served).to_have_count(0, timeout=PATIENCE)


def test_what_is_sold_out_is_told_at_once_and_after_a_reload(page: Page, kds: House):
    item = f"/api/menu/items/{restaurant.item_id('lassi')}"
    gone = page.locator("#gone .out").filter(has_text="86 Lassi (Large)")
    expect(gone).to_have_count(0)
    body = {"available": False, "reason": "the mixer is broken", "minutes": 30}
    kds.post(f"{item}/force", body, "kitchen")
    expect(gone).to_be_visible(timeout=PATIENCE)
    page.reload()
    expect(gone).to_be_visible(timeout=PATIENCE)
    kds.post(f"{item}/end-force", {}, "kitchen")
    expect(gone).to_have_count(0, timeout=PATIENCE)


def test_what_does_not_fit_is_counted_and_one_page_away(page: Page, kds: House):
    page.set_viewport_size({"width": 700, "height": 600})
    orders = [kds.order(LASSI, SODA) for _ in range(6)]
    last = card(page, orders[-1])
    expect(last).to_have_count(1, timeout=PATIENCE)
    expect(page.locator("#pager")).to_be_visible()
    total = page.locator("#tickets .ticket").count()
    beyond = int(page.locator("#more-count").inner_text().strip("+ more"))
    assert 0 < beyond < total
    expect(last).not_to_be_in_viewport()
    pages = int(page.locator("#page").inner_text().split()[-1])
    for _ in range(pages - 1):
        page.click("#more")
    expect(last).to_be_in_viewport()


def test_the_board_stays_when_the_line_breaks_and_says_since_when(page: Page, kds: House):
    order = kds.order(LASSI)
    expect(card(page, order)).to_be_visible(timeout=PATIENCE)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    kds.realtime.kill()
    kds.dashboards.kill()
    expect(page.locator("#banner")).to_contain_text("No connection for", timeout=PATIENCE)
    expect(card(page, order)).to_be_visible()
    page.reload()
    expect(card(page, order)).to_be_visible()
    expect(page.locator("#banner")).to_contain_text("No connection for", timeout=PATIENCE)
    kds.dashboards.start()
    kds.realtime.start()
    live(page)
    expect(page.locator("#banner")).to_be_hidden()
