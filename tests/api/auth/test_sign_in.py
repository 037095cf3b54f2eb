"""Sign-in and tokens: who gets in, and everything that does not."""

import base64
import json
import time
import warnings
from dataclasses import replace
from datetime import timedelta

import jwt
import pytest
from jwt.warnings import InsecureKeyLengthWarning

from api.auth.passwords import hash_password, verify_password
from chitrail import tokens
from chitrail.clock import now
from chitrail.tokens import Actor, InvalidToken
from tests.support.restaurant import OUTLET, PASSWORD, actor, bearer, staff_id
from tests.support.settings import SECRET_KEY


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
