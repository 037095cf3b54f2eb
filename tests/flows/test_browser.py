"""In Chromium: an order is placed, paid on the sandbox's page, and its ticket moves in the kitchen."""

import os
import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

from chitrail.demo import staff
from tests.support.waiting import eventually

pytestmark = [pytest.mark.stack, pytest.mark.browser]

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 30_000


@pytest.fixture(scope="module")
def browser():
    program = (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    )
    assert program, "Chromium is needed: install it, or name it in CHROMIUM"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def display(browser, stack):
    """The kitchen display as the printed address opens it."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(stack.status()["addresses"]["kds"])
    expect(page.locator("#connection")).to_have_attribute("data-state", "live", timeout=PATIENCE)
    yield page
    context.close()


def dish_for(client, display):
    """A dish of the station that the display shows."""
    station = display.locator("h1").first.inner_text().strip().lower()
    menu = client.get("/api/menu", outlet_id=staff.OUTLET)
    codes = {entry["name"].lower(): entry["code"] for entry in menu["stations"]}
    return next(
        item
        for category in menu["categories"]
        for item in category["items"]
        if item["station"] == codes[station] and item["available"]
    )


def card(display, ticket_id):
    return display.locator(f'[data-testid="ticket"][data-ticket-id="{ticket_id}"]')


def test_order_pay_cook(browser, stack, display):
    waiter = stack.sign_in(staff.WAITERS[0])
    dish = dish_for(waiter, display)
    order = waiter.post(
        "/api/orders",
        {
            "order_type": "DINE_IN",
            "table_label": "T9",
            "lines": [{"item_id": dish["id"], "quantity": 2, "note": "extra crisp"}],
        },
    )
    ticket = card(display, order["tickets"][0]["id"])
    expect(ticket).to_be_visible(timeout=PATIENCE)
    expect(ticket).to_contain_text(str(order["number"]))
    expect(ticket).to_contain_text("extra crisp")
    painted = "SELECT FROM showings WHERE ticket_id = %s AND version = 1"
    eventually(lambda: stack.query(painted, [order["tickets"][0]["id"]]))

    attempt = waiter.post("/api/payments/create-razorpay-order", {"order_id": order["id"]})
    guest = browser.new_page()
    guest.goto(attempt["checkout_url"])
    guest.fill("#card_number", "4100 2800 0006 0003")
    guest.click("#pay")
    expect(guest.locator("#failure")).to_have_attribute("data-reason", "card_declined")
    guest.check("#method-upi", force=True)
    guest.fill("#vpa", "success@razorpay")
    guest.click("#pay")
    expect(guest.locator("#outcome")).to_have_attribute(
        "data-status", "COMPLETED", timeout=PATIENCE
    )
    paid = waiter.get(f"/api/payments/{attempt['id']}")
    assert (paid["status"], paid["amount"]) == ("COMPLETED", order["total"])

    ticket.locator('[data-action="start"]').click()
    expect(ticket).to_have_attribute("data-status", "PREPARING", timeout=PATIENCE)
    ticket.locator('[data-action="ready"]').click()
    expect(ticket).to_have_attribute("data-status", "READY", timeout=PATIENCE)
    assert waiter.get(f"/api/orders/{order['id']}")["status"] == "READY"
    assert waiter.post(f"/api/orders/{order['id']}/complete")["status"] == "COMPLETED"
    guest.close()


def test_a_display_misses_and_doubles_nothing_over_reload_and_gateway_crash(stack, display):
    waiter = stack.sign_in(staff.WAITERS[1])
    dish = dish_for(waiter, display)

    def place():
        body = {"order_type": "TAKEAWAY", "lines": [{"item_id": dish["id"], "quantity": 1}]}
        return waiter.post("/api/orders", body)["tickets"][0]["id"]

    first = place()
    expect(card(display, first)).to_be_visible(timeout=PATIENCE)
    stack.kill("api.realtime")
    second = place()
    expect(card(display, second)).to_be_visible(timeout=PATIENCE)
    display.reload()
    third = place()
    for ticket in (first, second, third):
        expect(card(display, ticket)).to_have_count(1, timeout=PATIENCE)


def test_a_held_course_waits_beside_the_rail_until_the_cook_fires_it(stack, display):
    waiter = stack.sign_in(staff.WAITERS[0])
    dish = dish_for(waiter, display)
    lines = [
        {"item_id": dish["id"], "quantity": 1, "seat": 1, "course": 1},
        {"item_id": dish["id"], "quantity": 2, "seat": 2, "course": 2},
    ]
    body = {"order_type": "DINE_IN", "table_label": "T3", "lines": lines}
    order = waiter.post("/api/orders", body)
    held = next(ticket["id"] for ticket in order["tickets"] if ticket["status"] == "HELD")
    later = display.locator(f'#held [data-ticket-id="{held}"]')
    expect(later).to_contain_text("Course 2 - held", timeout=PATIENCE)
    expect(later).to_contain_text("seat 2")
    later.get_by_role("button", name="Fire").click()
    expect(display.locator(f'#rail [data-ticket-id="{held}"]')).to_have_attribute(
        "data-status", "NEW", timeout=PATIENCE
    )
    expect(later).to_have_count(0)
