"""A sign-in that ends is refused within five seconds, by the API and on open sockets."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import socketio

from api.app import create_app
from chitrail import audiences, tokens
from tests.api.auth.doors import NEW_PASSWORD, Door
from tests.support.ports import free_port
from tests.support.processes import Program
from tests.support.restaurant import OUTLET, staff_id
from tests.support.screens import Screen
from tests.support.settings import SECRET_KEY, environment
from tests.support.waiting import eventually

SOON = 5.0
WAITER = staff_id("waiter")


@pytest.fixture(scope="module")
def gateway(restaurant_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home, port = tmp_path_factory.mktemp("gateway"), free_port()
    env = environment(restaurant_url, home, CHITRAIL_REALTIME_PORT=port)
    with Program(["api.realtime"], env, home / "gateway.log") as program:
        url = f"http://127.0.0.1:{port}"
        program.wait_for_url(f"{url}/readyz")
        yield url


@pytest.fixture
def another(settings: Any) -> Iterator[Door]:
    """A second API process's app: what one ends, the other must notice."""
    app = create_app(settings)
    yield Door(app)
    app.extensions["database"].dispose()


def by_logout(door: Door, admin: Any, pair: dict[str, Any]) -> Any:
    return door.post("/api/auth/logout", token=pair["access_token"])


def by_logout_everywhere(door: Door, admin: Any, pair: dict[str, Any]) -> Any:
    return door.post("/api/auth/logout-everywhere", token=door.sign_in()["access_token"])


def by_role(door: Door, admin: Any, pair: dict[str, Any]) -> Any:
    role = "cashier" if pair["staff"]["role"] == "waiter" else "waiter"
    return admin.post(f"/api/staff/{WAITER}/change", {"role": role})


def by_password(door: Door, admin: Any, pair: dict[str, Any]) -> Any:
    return admin.post(f"/api/staff/{WAITER}/password", {"password": NEW_PASSWORD})


def by_pin(door: Door, admin: Any, pair: dict[str, Any]) -> Any:
    return admin.post(f"/api/staff/{WAITER}/pin", {"pin": "730419"})


def by_deactivation(door: Door, admin: Any, pair: dict[str, Any]) -> Any:
    return admin.post(f"/api/staff/{WAITER}/change", {"active": False})


def by_management(door: Door, admin: Any, pair: dict[str, Any]) -> Any:
    newest = admin.get("/api/staff/sign-ins?open=true").json["data"][0]
    return admin.post(f"/api/staff/sign-ins/{newest['id']}/end")


CAUSES = [
    by_logout,
    by_logout_everywhere,
    by_role,
    by_password,
    by_pin,
    by_deactivation,
    by_management,
]


@pytest.fixture
def pair(door: Door, database: Any, calling: Any) -> dict[str, Any]:
    """Tokens of the waiter, whatever a test before did to them."""
    stored = database.execute("SELECT password_hash FROM staff WHERE username = 'cashier'")
    database.execute(
        "UPDATE staff SET role = 'waiter', active = true, password_hash = %s WHERE id = %s",
        (stored.fetchone()[0], WAITER),
    )
    return door.sign_in()


@pytest.mark.parametrize("cause", CAUSES)
def test_http_and_sockets_refuse_an_ended_sign_in(
    door: Door,
    another: Door,
    gateway: str,
    calling: Any,
    pair: dict[str, Any],
    cause: Callable[..., Any],
) -> None:
    token = pair["access_token"]
    assert (door.me(token), another.me(token)) == (200, 200)
    screen = Screen(gateway, token, audiences.floor(OUTLET))
    screen.connect()
    screen.subscribe()
    answer = cause(door, calling("admin"), pair)
    assert answer.status_code == 200, answer.text
    eventually(lambda: another.me(token) == 401 and door.me(token) == 401, within=SOON)
    eventually(lambda: not screen.client.connected, within=SOON)
    assert door.refresh(pair["refresh_token"]).status_code == 401
    again = Screen(gateway, token, audiences.floor(OUTLET))
    with pytest.raises(socketio.exceptions.ConnectionError):
        again.connect()
    eventually(lambda: again.refusal)
    assert again.refusal["data"]["code"] == "unauthorized"


def test_a_socket_outlives_its_token_but_not_its_sign_in(
    door: Door, gateway: str, pair: dict[str, Any], database: Any
) -> None:
    screen = Screen(gateway, pair["access_token"], audiences.floor(OUTLET))
    screen.connect()
    ran_out = "UPDATE sessions SET expires_at = now() WHERE id = %s RETURNING access_until > now()"
    session = tokens.decode(pair["access_token"], SECRET_KEY).session
    assert database.execute(ran_out, (session,)).fetchone() == (True,)
    eventually(lambda: not screen.client.connected, within=SOON)
    eventually(lambda: door.me(pair["access_token"]) == 401, within=SOON)


def test_others_stay_connected(door: Door, gateway: str, pair: dict[str, Any]) -> None:
    other = door.sign_in("cashier")
    screen = Screen(gateway, other["access_token"], audiences.floor(OUTLET))
    screen.connect()
    door.post("/api/auth/logout", token=pair["access_token"])
    eventually(lambda: door.me(pair["access_token"]) == 401, within=SOON)
    assert screen.client.connected
    assert screen.subscribe()["ok"]
    screen.drop()


def test_a_lost_display_is_shut_out(door: Door, gateway: str, manager: Any) -> None:
    made = manager.post("/api/auth/display-tokens", {"station": "curry"}).json
    screen = Screen(gateway, made["token"], audiences.kitchen(OUTLET, "curry"))
    screen.connect()
    known = manager.get("/api/staff/sign-ins?open=true").json["data"]
    display = next(each for each in known if each["kind"] == "display")
    assert manager.post(f"/api/staff/sign-ins/{display['id']}/end").json["ended_at"]
    eventually(lambda: not screen.client.connected, within=SOON)
    eventually(lambda: door.me(made["token"]) == 401, within=SOON)


def test_a_revoked_device_signs_everybody_on_it_out(door, device, with_pin, manager, pair):
    with_pin("waiter")
    signed_in = door.pin(device, "waiter", "730418").json
    newest = manager.get("/api/auth/devices").json["data"][0]
    revoked = manager.post(f"/api/auth/devices/{newest['id']}/revoke")
    assert revoked.json["revoked_at"]
    eventually(lambda: door.me(signed_in["access_token"]) == 401, within=SOON)
    assert door.pin(device, "waiter", "730418").json["code"] == "device-not-enrolled"
