"""Who may connect and hear what; refusals carry a code."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
import requests
import socketio

from api.realtime.admission import may_hear
from chitrail import audiences, tokens
from tests.api.realtime.conftest import CURRY, SCREEN_ORIGIN, staff, token
from tests.support.kitchen import OUTLET
from tests.support.screens import Screen
from tests.support.settings import SECRET_KEY
from tests.support.waiting import eventually

MakeScreen = Callable[..., Screen]
DISPLAY = tokens.display_actor(OUTLET, "curry")
FLOOR, MANAGER = audiences.floor(OUTLET), audiences.management(OUTLET)
TANDOOR = audiences.kitchen(OUTLET, "tandoor")

HEARD = {
    "display": {CURRY},
    "kitchen": {CURRY, TANDOOR},
    "waiter": {FLOOR},
    "cashier": {FLOOR},
    "manager": {FLOOR, MANAGER, CURRY, TANDOOR},
    "admin": {FLOOR, MANAGER, CURRY, TANDOOR},
}


@pytest.mark.parametrize("who", HEARD)
def test_each_role_hears_its_own_and_nothing_else(who: str) -> None:
    actor = DISPLAY if who == "display" else staff(who)
    foreign = "other-outlet"
    every = {
        CURRY,
        TANDOOR,
        FLOOR,
        MANAGER,
        audiences.kitchen(foreign, "curry"),
        audiences.floor(foreign),
        audiences.management(foreign),
        audiences.guest(OUTLET, "some-order"),
        f"kds/{OUTLET}",
        f"kds/{OUTLET}x/curry",
        "",
        "/",
    }
    assert {audience for audience in every if may_hear(actor, audience)} == HEARD[who]


def bad_tokens() -> dict[str, Any]:
    good = token(DISPLAY)
    claims = jwt.decode(good, options={"verify_signature": False})
    head, body, signature = good.split(".")
    return {
        "none at all": None,
        "empty": "",
        "not a token": "abc",
        "not a string": 5,
        "expired": token(DISPLAY, lifetime=timedelta(minutes=-5)),
        "another key": jwt.encode(claims, "x" * 40, algorithm="HS256"),
        "unsigned": jwt.encode(claims, "", algorithm="none"),
        "signature cut off": f"{head}.{body}.",
        "another audience": jwt.encode(claims | {"aud": "x"}, SECRET_KEY, algorithm="HS256"),
        "no expiry": jwt.encode(
            {name: value for name, value in claims.items() if name != "exp"},
            SECRET_KEY,
            algorithm="HS256",
        ),
        "huge": "a." + "b" * 50_000 + "." + signature,
    }


@pytest.mark.parametrize("kind", bad_tokens())
def test_bad_tokens_are_refused(gateway: str, kind: str) -> None:
    screen = Screen(gateway, "", CURRY)
    screen.auth = {"token": bad_tokens()[kind]}
    with pytest.raises(socketio.exceptions.ConnectionError):
        screen.connect()
    eventually(lambda: screen.refusal)
    assert screen.refusal["data"]["code"] in ("unauthorized", "invalid-input")
    screen.drop()


@pytest.mark.parametrize("auth", [None, [], "token", {"screen_id": "x"}])
def test_connections_without_a_token_are_refused(gateway: str, auth: Any) -> None:
    screen = Screen(gateway, "", CURRY)
    screen.auth = auth
    with pytest.raises(socketio.exceptions.ConnectionError):
        screen.connect()
    eventually(lambda: screen.refusal)
    assert screen.refusal["data"]["code"] == "unauthorized"


@pytest.mark.parametrize("audience", [TANDOOR, "kds/other-outlet/curry", FLOOR, MANAGER])
def test_foreign_audiences_are_refused_and_stay_silent(
    screen: MakeScreen, hang: Callable[[int], Any], audience: str
) -> None:
    mine = screen()
    mine.connect()
    for event, rest in (("subscribe", {"last_seq": 0}), ("ack", {"seq": 1})):
        answer = mine.ask(event, {"audience": audience, **rest})
        assert answer["ok"] is False
        assert answer["code"] == "forbidden"
    mine.subscribe()
    hang(1)
    mine.wait_for(1)
    assert {notification["audience"] for notification in mine.received} == {CURRY}


@pytest.mark.parametrize(
    "payload",
    [
        None,
        "text",
        {},
        {"audience": 5},
        {"audience": ""},
        {"audience": CURRY, "last_seq": -1},
        {"audience": CURRY, "last_seq": "7"},
        {"audience": CURRY, "last_seq": 1.5},
        {"audience": CURRY, "last_seq": True},
        {"audience": CURRY, "last_seq": 2**63},
        {"audience": "kds/" + "x" * 300},
    ],
)
def test_malformed_subscriptions_are_answered(screen: MakeScreen, payload: Any) -> None:
    mine = screen()
    mine.connect()
    answer = mine.ask("subscribe", payload)
    assert answer["ok"] is False
    assert answer["code"] == "invalid-input"
    mine.subscribe()


def test_clients_cannot_speak_as_the_server(screen: MakeScreen, hang: Callable[[int], Any]) -> None:
    liar, mine = screen(), screen()
    for each in (liar, mine):
        each.connect()
        each.subscribe()
    liar.client.emit("notification", {"audience": CURRY, "seq": 10**6, "kind": "ticket"})
    hang(1)
    assert max(mine.wait_for(1)) < 10**6


def test_oversized_messages_end_the_connection_and_not_the_gateway(
    gateway: str, screen: MakeScreen
) -> None:
    mine, other = screen(), screen()
    for each in (mine, other):
        each.connect()
        each.subscribe()
    mine.client.emit("subscribe", {"audience": "x" * 200_000})
    eventually(lambda: not mine.client.connected)
    assert other.subscribe()["ok"]


def test_only_listed_origins_may_connect(gateway: str) -> None:
    address = f"{gateway}/socket.io/?EIO=4&transport=polling"
    welcome = requests.get(address, headers={"Origin": SCREEN_ORIGIN}, timeout=10)
    assert welcome.status_code == 200
    assert welcome.headers["Access-Control-Allow-Origin"] == SCREEN_ORIGIN
    foreign = requests.get(address, headers={"Origin": "http://evil.example"}, timeout=10)
    assert foreign.status_code == 400


def test_probes_and_metrics(gateway: str, screen: MakeScreen) -> None:
    mine = screen()
    mine.connect()

    def text(path: str) -> str:
        return requests.get(gateway + path, timeout=10).text

    assert '"ok"' in text("/livez")
    eventually(lambda: '"revision"' in text("/readyz"))
    assert "chitrail_realtime_connections" in text("/metrics")
