"""Sign-in and tokens: who gets in, and everything that does not."""

import base64
import json
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import jwt
import pytest
from flask import Request
from jwt.warnings import InsecureKeyLengthWarning
from werkzeug.test import EnvironBuilder

from api.auth.origin import address_of
from api.auth.passwords import hash_password, verify_password
from chitrail import tokens
from chitrail.clock import now
from chitrail.settings import Settings
from chitrail.tokens import Actor, InvalidToken
from tests.support.restaurant import OUTLET, PASSWORD, actor, bearer, staff_id
from tests.support.settings import SECRET_KEY, environment


def sign_in(app, username: str, password: str):
    body = {"username": username, "password": password}
    return app.test_client().post("/api/auth/login", json=body)


def test_the_right_password_gives_a_token_that_works(app):
    answer = sign_in(app, "Waiter ", PASSWORD)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["token_type"] == "Bearer"
    assert answer.json["expires_in"] == 15 * 60
    assert answer.json["staff"] == {
        "id": str(staff_id("waiter")),
        "username": "waiter",
        "display_name": "Waiter",
        "role": "waiter",
        "outlet_id": OUTLET,
    }
    headers = {"Authorization": f"Bearer {answer.json['access_token']}"}
    me = app.test_client().get("/api/auth/me", headers=headers).json
    assert (me["subject"], me["role"], me["station"]) == (str(staff_id("waiter")), "waiter", None)


def test_a_wrong_name_and_a_wrong_password_look_the_same(app, database):
    database.execute("UPDATE staff SET active = false WHERE username = 'kitchen.other'")
    answers = [
        sign_in(app, "waiter", "wrong"),
        sign_in(app, "nobody", PASSWORD),
        sign_in(app, "kitchen.other", PASSWORD),
    ]
    seen = [{**answer.json, "request_id": ""} for answer in answers]
    assert {answer.status_code for answer in answers} == {401}
    assert seen[0] == seen[1] == seen[2]


def test_an_unknown_name_costs_as_much_as_a_wrong_password():
    stored = hash_password("something")
    verify_password(None, "warm up")

    def fastest(known: str | None) -> float:
        took = []
        for _ in range(5):
            start = time.process_time()
            assert not verify_password(known, "wrong")
            took.append(time.process_time() - start)
        return min(took)

    assert 0.5 < fastest(None) / fastest(stored) < 2


def test_hashes_are_argon2id():
    assert hash_password("x").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_display_token_is_for_one_station(app, manager, settings):
    made = manager.post("/api/auth/display-tokens", {"station": "curry"})
    assert made.status_code == 201
    who = tokens.decode(made.json["token"], SECRET_KEY)
    screen = Actor("display:curry", OUTLET, "kitchen", "Display curry", "curry")
    assert replace(who, session=None) == screen
    address = f"{settings.address('dashboards')}/kds/#token={made.json['token']}"
    assert made.json["kds_url"] == address
    unknown = manager.post("/api/auth/display-tokens", {"station": "sushi"})
    assert (unknown.status_code, unknown.json["errors"][0]["field"]) == (422, "station")


CLAIMS = {
    "sub": str(staff_id("admin")),
    "outlet": OUTLET,
    "role": "admin",
    "name": "Mallory",
    "iss": "chitrail",
    "aud": "chitrail",
    "iat": int(time.time()),
    "exp": int(time.time()) + 3600,
    "jti": "1",
}


def signed(key: str = SECRET_KEY, algorithm: str = "HS256", headers=None, **claims) -> str:
    merged = {name: value for name, value in {**CLAIMS, **claims}.items() if value is not None}
    headers = {"kid": tokens.key_id(SECRET_KEY), **(headers or {})}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InsecureKeyLengthWarning)  # HS384 wants a longer key
        return jwt.encode(merged, key, algorithm=algorithm, headers=headers)


def unsigned(algorithm: str) -> str:
    parts = [{"alg": algorithm, "typ": "JWT"}, CLAIMS]
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts]
    return (b".".join(encoded) + b".").decode()


def twice() -> str:
    """A token whose body names a harmless role first; what was signed says another."""
    head, body, signature = signed(role="waiter").split(".")
    plain = base64.urlsafe_b64decode(body + "==").replace(b'"waiter"', b'"waiter","role":"admin"')
    return ".".join([head, base64.urlsafe_b64encode(plain).decode().rstrip("="), signature])


ATTACKS = {
    "alg none": unsigned("none"),
    "alg None": unsigned("None"),
    "alg nOnE": unsigned("nOnE"),
    "signature stripped": signed().rsplit(".", 1)[0] + ".",
    "foreign key": signed("another-secret-key-of-thirty-two-bytes!"),
    "other algorithm": signed(algorithm="HS384"),
    "wrong issuer": signed(iss="someone"),
    "wrong audience": signed(aud="someone"),
    "several audiences without us": signed(aud=["a", "b"]),
    "no audience": signed(aud=None),
    "no issuer": signed(iss=None),
    "no expiry": signed(exp=None),
    "no subject": signed(sub=None),
    "no outlet": signed(outlet=None),
    "no id": signed(jti=None),
    "expired": signed(exp=int(time.time()) - 3600),
    "not yet": signed(nbf=int(time.time()) + 3600),
    "issued tomorrow": signed(iat=int(time.time()) + 86400),
    "unknown role": signed(role="root"),
    "role as a list": signed(role=["admin"]),
    "outlet as a number": signed(outlet=1),
    "station as a number": signed(station=5),
    "kid path": signed("x" * 40, headers={"kid": "../../dev/null"}),
    "kid path with our key": signed(headers={"kid": "../../dev/null"}),
    "kid SQL": signed(headers={"kid": "' UNION SELECT 'x' --"}),
    "kid of another key": signed(headers={"kid": tokens.key_id("x" * 40)}),
    "kid empty": signed(headers={"kid": ""}),
    "jku header": signed("x" * 40, headers={"jku": "https://evil.example/keys"}),
    "x5u header": signed("x" * 40, headers={"x5u": "https://evil.example/cert"}),
    "critical extension": signed(headers={"crit": ["exp"], "exp": 1}),
    "HS512": signed(algorithm="HS512"),
    "guest without an order": signed(role="guest"),
    "staff with an order": signed(order="0192f1c4-7b7e-7c1a-9d2b-3f6f0c5e8a11"),
    "manager with a station": signed(role="manager", station="curry"),
    "session as a number": signed(sid=5),
    "expiry as text": signed(exp="tomorrow"),
    "name as a list": signed(name=["Mallory"]),
    "no role": signed(role=None),
    "no issue time": signed(iat=None),
    "two claims in one": twice(),
    "jwk header": signed("x" * 40, headers={"jwk": {"kty": "oct", "k": "eHh4"}}),
    "100 kB": "a" * 100_000,
    "not a token": "garbage",
    "empty": "",
    "unicode": "é.é.é",
}


def test_the_attacks_start_from_a_token_that_works():
    assert tokens.decode(signed(), SECRET_KEY).role == "admin"


@pytest.mark.parametrize("name", ATTACKS)
def test_forged_tokens_are_refused(name):
    with pytest.raises(InvalidToken):
        tokens.decode(ATTACKS[name], SECRET_KEY)


@pytest.mark.parametrize("header", ["", "Basic d2FpdGVyOng=", "Bearer", "Bearer  ", "Token x"])
def test_requests_without_a_bearer_token_are_refused(app, header):
    response = app.test_client().get("/api/auth/me", headers={"Authorization": header})
    assert (response.status_code, response.json["code"]) == (401, "unauthorized")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_an_expired_token_is_refused(app):
    token, expires_at = tokens.encode(
        actor("waiter"),
        SECRET_KEY,
        lifetime=timedelta(hours=8),
        issued_at=now() - timedelta(hours=9),
    )
    assert expires_at < now()
    headers = {"Authorization": f"Bearer {token}"}
    assert app.test_client().get("/api/auth/me", headers=headers).status_code == 401


def test_the_scheme_is_not_case_sensitive(app):
    header = bearer(actor("waiter")).replace("Bearer", "bearer")
    headers = {"Authorization": header}
    assert app.test_client().get("/api/auth/me", headers=headers).status_code == 200


def test_ten_wrong_passwords_and_no_more_are_looked_at(app):
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: sign_in(app, "cashier", "wrong"), range(24)))
    assert sorted(answer.status_code for answer in answers) == [401] * 10 + [429] * 14
    late = sign_in(app, "cashier", PASSWORD)
    assert late.status_code == 429
    assert 290 <= int(late.headers["Retry-After"]) <= 300
    assert late.json["code"] == "too-many-tries"


def test_one_address_has_ten_wrong_passwords_whomever_it_tries(door):
    def attempt(name: str, address: str) -> int:
        body = {"username": name, "password": "wrong"}
        return door.post("/api/auth/login", body, address=address).status_code

    assert [attempt(f"name-{each}", "203.0.113.7") for each in range(11)] == [401] * 10 + [429]
    assert attempt("name-11", "203.0.113.8") == 401


def test_right_passwords_do_not_count(door):
    for _ in range(12):
        door.sign_in("manager")


def test_a_name_nobody_has_is_limited_like_any_other_and_is_not_kept(app, database):
    answers = [sign_in(app, "hunter2-my-password", "x").status_code for _ in range(11)]
    assert answers == [401] * 10 + [429]
    kept = database.execute("SELECT key FROM sign_in_tries").fetchall()
    told = database.execute("SELECT subject, details::text FROM audit_entries").fetchall()
    assert "hunter2" not in str([kept, told])


def test_only_a_trusted_proxy_says_where_a_caller_is(restaurant_url, tmp_path):
    env = environment(restaurant_url, tmp_path, CHITRAIL_TRUSTED_PROXIES="10.0.0.0/30, 192.0.2.7")
    settings = Settings.from_env(env)

    def seen(direct: str, reported: str) -> str:
        builder = EnvironBuilder(environ_base={"REMOTE_ADDR": direct})
        builder.headers["X-Forwarded-For"] = reported
        return address_of(Request(builder.get_environ()), settings)

    assert seen("10.0.0.2", "198.51.100.4") == "198.51.100.4"
    assert seen("10.0.0.2", "6.6.6.6, 198.51.100.4") == "198.51.100.4"
    assert seen("192.0.2.7", "198.51.100.4") == "198.51.100.4"
    assert seen("10.0.0.2", "") == "10.0.0.2"
    assert seen("192.0.2.1", "198.51.100.4") == "192.0.2.1"
