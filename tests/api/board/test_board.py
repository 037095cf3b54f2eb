"""The ready board: numbers alone, to those who stand before it, and nothing else to its token."""

import asyncio
import json

import psycopg
import pytest
from psycopg import AsyncConnection

from api.realtime.admission import may_hear
from chitrail import audiences, tokens
from chitrail.ids import new_id
from tests.support.notices import tell_screens
from tests.support.restaurant import OTHER_OUTLET, OUTLET
from tests.support.settings import SECRET_KEY

AUDIENCE = audiences.board(OUTLET)


@pytest.fixture
def token(manager):
    made = manager.post("/api/auth/board-tokens", {})
    assert made.status_code == 201, made.text
    assert made.json["board_url"].endswith(f"/board/#token={made.json['token']}")
    return made.json["token"]


@pytest.fixture
def shown(manager):
    """What the board shows of one order."""

    def of(order):
        orders = manager.get("/api/board").json["orders"]
        return next((one["state"] for one in orders if one["number"] == order["number"]), None)

    return of


def cook_all(cook, order):
    for ticket in order["tickets"]:
        for status in ("PREPARING", "READY"):
            answer = cook.post(f"/api/tickets/{ticket['id']}/advance", {"to": status})
            assert answer.status_code == 200, answer.text


def takeaway(waiter, *codes):
    return waiter.order(*(codes or ("lassi",)), order_type="TAKEAWAY", table_label="")


def told(database: psycopg.Connection, order) -> list[str]:
    found = database.execute(
        "SELECT body->>'state' FROM notifications WHERE audience = %s AND (body->>'number')::int = %s"
        " ORDER BY seq",
        (AUDIENCE, order["number"]),
    )
    return [state for (state,) in found]


def test_a_number_comes_is_called_and_leaves(waiter, cook, shown, database, restaurant_url):
    order = takeaway(waiter)
    assert shown(order) == "PREPARING"
    cook_all(cook, order)
    assert shown(order) == "READY"
    handed = waiter.post(f"/api/orders/{order['id']}/advance", {"to": "SERVED"})
    assert handed.status_code == 200, handed.text
    tell_screens(restaurant_url)
    assert (shown(order), told(database, order)[-1]) == (None, "GONE")
    assert database.execute(
        "SELECT array_agg(DISTINCT k) FROM notifications, jsonb_object_keys(body) k WHERE audience = %s",
        (AUDIENCE,),
    ).fetchone() == (["number", "order_type", "since", "state"],)


def test_tables_are_shown_where_the_outlet_wants_it(
    waiter, manager, cook, shown, restaurant_url, database
):
    order = waiter.order("lassi")
    tell_screens(restaurant_url)
    assert (shown(order), told(database, order)) == (None, [])
    saved = manager.post("/api/board/settings", {"shows_dine_in": True, "ready_minutes": 1})
    assert saved.status_code == 200, saved.text
    try:
        assert manager.get("/api/board/settings").json == saved.json
        assert shown(order) == "PREPARING"
        cook_all(cook, order)
        tell_screens(restaurant_url)
        assert (shown(order), told(database, order)[-1]) == ("READY", "READY")
        with database.transaction():
            database.execute("SET LOCAL session_replication_role = replica")
            database.execute(
                "UPDATE order_status_events SET occurred_at = occurred_at - interval '61 s'"
                " WHERE order_id = %s AND status = 'READY'",
                (order["id"],),
            )
        assert shown(order) is None
    finally:
        manager.post("/api/board/settings", {"shows_dine_in": False, "ready_minutes": 15})
    acts = manager.get("/api/audit?act=board-settings-changed").json["data"]
    assert len(acts) == 2


@pytest.mark.parametrize("minutes", [0, 241, "ten"])
def test_settings_that_cannot_be_are_refused(manager, minutes):
    answer = manager.post("/api/board/settings", {"shows_dine_in": False, "ready_minutes": minutes})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "ready_minutes")


def test_the_token_hears_numbers_of_its_house_and_nothing_else(token):
    who = tokens.decode(token, SECRET_KEY)
    order = str(new_id())
    every = {
        AUDIENCE,
        audiences.board(OTHER_OUTLET),
        audiences.floor(OUTLET),
        audiences.management(OUTLET),
        audiences.kitchen(OUTLET, "curry"),
        audiences.guest(OUTLET, order),
    }
    assert {audience for audience in every if may_hear(who, audience)} == {AUDIENCE}
    for other in (tokens.display_actor(OUTLET, "curry"), tokens.guest_actor(OUTLET, order)):
        assert not may_hear(other, AUDIENCE)


def test_the_board_shows_its_own_house(app, token, waiter):
    order = takeaway(waiter)
    answer = app.test_client().get("/api/board", headers={"Authorization": f"Bearer {token}"})
    board = answer.get_json()
    assert order["number"] in [one["number"] for one in board["orders"]]
    assert set(board["orders"][0]) == {"number", "order_type", "state", "since"}
    assert json.dumps(board).count(order["id"]) == 0


def test_an_order_of_another_outlet_is_not_told(restaurant_url, waiter):
    from streams.effects.board import notices

    order = takeaway(waiter)
    url = restaurant_url.replace("+psycopg", "", 1)

    async def ask(outlet: str) -> int:
        async with await AsyncConnection.connect(url) as connection:
            return len(await notices(connection, outlet, order["id"]))

    assert [asyncio.run(ask(outlet)) for outlet in (OUTLET, OTHER_OUTLET)] == [1, 0]
