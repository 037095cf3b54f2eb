"""Through the door: every address reaches its process, sockets too, and headers are there once."""

import json
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from urllib3.exceptions import InsecureRequestWarning

from chitrail import audiences, tokens
from chitrail.clock import now
from chitrail.ids import new_id
from tests.support.kitchen import OUTLET as KITCHEN
from tests.support.kitchen import Kitchen
from tests.support.nginx import Nginx
from tests.support.notices import hang_orders
from tests.support.ports import free_port
from tests.support.restaurant import OUTLET, actor, bearer
from tests.support.screens import Screen
from tests.support.settings import SECRET_KEY

MENU = f"/api/menu?outlet_id={OUTLET}"
HOUR = timedelta(hours=1)
ONCE = (
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Content-Security-Policy",
    "X-Request-Id",
)


def get(door, path, **headers):
    return requests.get(door.url + path, headers=headers, timeout=20, allow_redirects=False)


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        (MENU, 200, "application/json"),
        ("/openapi.json", 200, "application/json"),
        ("/docs", 200, "text/html"),
        ("/socket.io/?EIO=4&transport=polling", 200, "text/plain"),
        ("/", 200, "text/html"),
        ("/manager/", 303, "text/html"),
        ("/manager/sign-in", 200, "text/html"),
        ("/metrics", 404, "application/problem+json"),
        ("/api/nowhere", 404, "application/problem+json"),
    ],
)
def test_an_address_reaches_its_process(door, path, status, kind):
    answer = get(door, path)
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"].startswith(kind)
    sent = [name.lower() for name, _ in answer.raw.headers.items()]
    for name in ONCE:
        assert sent.count(name.lower()) == 1, name
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors" in answer.headers["Content-Security-Policy"]
    assert "nginx/" not in answer.headers["Server"]


def test_a_write_goes_through_with_its_request_id(door):
    asked, order = str(new_id()), {"order_type": "TAKEAWAY"}
    answer = requests.post(
        f"{door.url}/api/orders",
        json=order | {"lines": [{"item_code": "lassi", "quantity": 1}]},
        headers={
            "Authorization": bearer(actor("waiter")),
            "Idempotency-Key": str(new_id()),
            "X-Request-Id": asked,
        },
        timeout=20,
    )
    assert answer.status_code == 201, answer.text
    assert answer.headers["X-Request-Id"] == asked


@pytest.mark.parametrize("given", ['"},{"x":"', "short", "<script>alert</script>"])
def test_a_strange_request_id_is_replaced(door, given):
    for path in (MENU, "/metrics"):
        assert given not in get(door, path, **{"X-Request-Id": given}).headers["X-Request-Id"]


def test_json_is_compressed_and_pages_with_forms_are_not(door):
    assert get(door, "/openapi.json").headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in get(door, "/manager/sign-in").headers


@pytest.fixture(scope="module")
def kitchen(house):
    url = house.database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(url, autocommit=True) as connection:
        made = Kitchen(connection)
        yield lambda count: hang_orders(url, made, count)


@pytest.mark.parametrize("transport", ["websocket", "polling"])
def test_screens_of_two_gateways_hear_every_order(door, kitchen, transport):
    token, _ = tokens.encode(tokens.display_actor(KITCHEN, "curry"), SECRET_KEY, lifetime=HOUR)
    audience = audiences.kitchen(KITCHEN, "curry")
    screens = [Screen(f"{door.url}?screen={uuid4()}", token, audience) for _ in range(6)]
    try:
        for screen in screens:
            screen.client.connect(
                screen.url, auth=screen.auth, transports=[transport], wait_timeout=20
            )
            assert screen.client.transport() == transport
            screen.subscribe()
        kitchen(3)
        for screen in screens:
            numbers = screen.wait_for(3)
            assert numbers == list(range(numbers[0], numbers[0] + 3))
    finally:
        for screen in screens:
            screen.drop()


def test_screens_are_spread_over_the_gateways_and_each_stays_with_one(door, house):
    for _ in range(40):
        screen = uuid4()
        for _ in range(2):
            path = f"/socket.io/?EIO=4&transport=polling&screen={screen}"
            assert get(door, path, **{"X-Request-Id": str(screen)}).status_code == 200
    served: dict[str, set[str]] = {}
    for line in (door.folder / "access.log").read_text().splitlines():
        asked = json.loads(line)
        if asked["path"] == "/socket.io/":
            served.setdefault(asked["request_id"], set()).add(asked["upstream"])
    assert set(map(len, served.values())) == {1}
    everywhere = {f"127.0.0.1:{port}" for port in house.upstreams["realtime"]}
    assert set().union(*served.values()) == everywhere


def token_of(role):
    return tokens.encode(actor(role), SECRET_KEY, lifetime=HOUR)[0]


def test_dagster_is_for_managers_who_are_signed_in(door):
    pages = f"{door.url}/manager/pipelines/runs?x=1"
    answers = {
        role: requests.get(
            pages,
            cookies={"chitrail_session": token_of(role)} if role else {},
            timeout=20,
            allow_redirects=False,
        )
        for role in ("", "waiter", "manager")
    }
    assert answers["manager"].text == "/manager/pipelines/runs?x=1"
    for role in ("", "waiter"):
        assert answers[role].status_code == 303
        assert (
            answers[role].headers["Location"].endswith("/manager/renewed?next=/manager/pipelines/")
        )
    onwards = requests.get(answers[""].headers["Location"], timeout=20)
    assert onwards.url.startswith(f"{door.url}/manager/sign-in")
    assert get(door, "/manager/session").status_code in (204, 401, 404)


def certificate(folder):
    """A certificate for this machine that nobody signed, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "door")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now())
        .not_valid_after(now() + HOUR)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "door.pem"
    path.write_bytes(made.public_bytes(pem) + secret)
    return path


def test_under_tls_browsers_are_told_to_stay_there(house, tmp_path):
    port, files = free_port(), tmp_path / "server.d"
    files.mkdir()
    pem = certificate(tmp_path)
    (files / "tls.conf").write_text(
        f"listen 127.0.0.1:{port} ssl;\nssl_certificate {pem};\nssl_certificate_key {pem};\n"
    )
    with Nginx(tmp_path, house.upstreams) as door:
        with pytest.warns(InsecureRequestWarning):
            told = requests.get(f"https://127.0.0.1:{port}{MENU}", timeout=20, verify=False)  # noqa: S501 - signed by nobody
        assert told.headers["Strict-Transport-Security"].startswith("max-age=31536000")
        assert "Strict-Transport-Security" not in get(door, MENU).headers
