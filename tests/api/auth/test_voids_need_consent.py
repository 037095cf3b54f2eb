"""What the kitchen has begun, and the drawer, are not a waiter's or a cashier's alone."""

import pytest

from tests.api.auth.doors import PIN
from tests.support.books import differences


def consent(caller, act, subject):
    body = {"act": act, "subject": subject, "approver": "admin", "pin": PIN}
    answer = caller.post("/api/approvals", body)
    assert answer.status_code == 201, answer.text
    return answer.json["approval"]


@pytest.fixture
def cooking(waiter, cook, with_pin):
    """An order whose dal is on the stove and whose lassi is not."""
    with_pin("admin")
    order = waiter.order("dal-makhani", "lassi")
    ticket = next(t for t in order["tickets"] if t["station"] == "curry")
    cook.post(f"/api/tickets/{ticket['id']}/advance", {"to": "PREPARING"})
    return order


def line_path(order, code, act):
    line = next(x for x in order["lines"] if x["item_code"] == code)
    return f"/api/orders/{order['id']}/lines/{line['id']}/{act}", line["id"]


def asked_for(answer):
    assert (answer.status_code, answer.json["code"]) == (403, "approval-required"), answer.text
    return answer.json["act"], answer.json["subject"]


def test_a_begun_dish_is_voided_with_a_consent_used_once(waiter, cooking, database):
    path, line = line_path(cooking, "dal-makhani", "void")
    before = waiter.get(f"/api/orders/{cooking['id']}").json
    act, subject = asked_for(waiter.post(path, {"reason": "sent back", "stock": "WASTED"}))
    assert (act, subject) == ("order.void_fired", line)
    assert waiter.get(f"/api/orders/{cooking['id']}").json == before
    approval = consent(waiter, act, subject)
    body = {"reason": "sent back", "approval": approval, "stock": "WASTED"}
    key = f"void-{line}"
    done = waiter.post(path, body, key)
    assert done.status_code == 200, done.text
    assert waiter.post(path, body, key).data == done.data
    (details,) = database.execute(
        "SELECT details FROM audit_entries WHERE act = 'line-voided' AND subject = %s", (line,)
    ).fetchone()
    assert details["approved_by"]
    assert differences(database) == []


def test_a_dish_nobody_has_begun_is_the_waiters_own(waiter, cooking):
    path, _ = line_path(cooking, "lassi", "void")
    assert waiter.post(path, {"reason": "changed their mind"}).status_code == 200


def test_less_of_a_begun_dish_needs_it_more_does_not(waiter, cooking):
    path, line = line_path(cooking, "dal-makhani", "change")
    assert waiter.post(path, {"quantity": 3, "note": "hot"}).status_code == 200
    assert asked_for(waiter.post(path, {"quantity": 2, "stock": "RETURNED"})) == (
        "order.void_fired",
        line,
    )
    approval = consent(waiter, "order.void_fired", line)
    body = {"approval": approval, "stock": "RETURNED"}
    assert waiter.post(path, {"quantity": 2, **body}).status_code == 200
    spent = waiter.post(path, {"quantity": 1, **body})
    assert (spent.status_code, spent.json["code"]) == (403, "approval-required")


def test_an_order_in_the_kitchen_is_cancelled_with_it(waiter, manager, cooking):
    path = f"/api/orders/{cooking['id']}/cancel"
    assert asked_for(waiter.post(path, {"reason": "left", "stock": "WASTED"}))[1] == cooking["id"]
    other = consent(waiter, "order.void_fired", cooking["lines"][0]["id"])
    assert (
        waiter.post(path, {"reason": "left", "approval": other, "stock": "WASTED"}).status_code
        == 403
    )
    assert manager.post(path, {"reason": "left", "stock": "WASTED"}).status_code == 200


def test_a_cashier_opens_the_drawer_without_a_sale_with_it(calling, with_pin):
    with_pin("admin")
    cashier = calling("cashier")
    shift = cashier.post("/api/drawers/open", {"drawer": "consent", "float": "10"}).json["id"]
    path = f"/api/drawers/{shift}/no-sale"
    assert asked_for(cashier.post(path, {"reason": "change"})) == ("drawer.no_sale", shift)
    approval = consent(cashier, "drawer.no_sale", shift)
    assert cashier.post(path, {"reason": "change", "approval": approval}).status_code == 200
    spent = cashier.post(path, {"reason": "change", "approval": approval})
    assert (spent.status_code, spent.json["code"]) == (403, "approval-required")
