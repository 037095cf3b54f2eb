"""A guest's token reads one order, hears of it, and nothing else."""

import pytest

from api.realtime.admission import may_hear
from chitrail import audiences, tokens
from chitrail.ids import new_id
from tests.support.restaurant import OTHER_OUTLET, OUTLET
from tests.support.settings import SECRET_KEY


@pytest.fixture
def order(waiter):
    return waiter.order("lassi")


@pytest.fixture
def guest(waiter, order):
    made = waiter.post("/api/auth/guest-tokens", {"order_id": order["id"]})
    assert made.status_code == 201, made.text
    return made.json


def test_the_guest_reads_their_order_and_no_other(door, waiter, order, guest):
    read = door.get(f"/api/orders/{order['id']}", guest["token"])
    assert (read.status_code, read.json["id"]) == (200, order["id"])
    another = waiter.order("soda")
    assert door.get(f"/api/orders/{another['id']}", guest["token"]).status_code == 404
    assert door.get("/api/orders", guest["token"]).status_code == 403
    assert door.post(f"/api/orders/{order['id']}/cancel", {}, guest["token"]).status_code == 403


def test_the_guest_hears_their_order_and_nothing_else(order, guest):
    who = tokens.decode(guest["token"], SECRET_KEY)
    every = {
        guest["audience"],
        audiences.guest(OUTLET, str(new_id())),
        audiences.guest(OTHER_OUTLET, order["id"]),
        audiences.floor(OUTLET),
        audiences.management(OUTLET),
        audiences.kitchen(OUTLET, "curry"),
    }
    assert guest["audience"] == audiences.guest(OUTLET, order["id"])
    assert {audience for audience in every if may_hear(who, audience)} == {guest["audience"]}


def test_a_guest_token_is_for_an_order_of_the_house(calling, order):
    foreign = calling("waiter", OTHER_OUTLET)
    body = {"order_id": order["id"]}
    assert foreign.post("/api/auth/guest-tokens", body).status_code == 404
    assert calling("kitchen").post("/api/auth/guest-tokens", body).status_code == 403


def test_a_guest_signs_out(door, order, guest):
    assert door.post("/api/auth/logout", token=guest["token"]).json == {"ended": 1}
