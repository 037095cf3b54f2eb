"""Knocking at the API with whatever token one has, or none."""

from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from chitrail.ids import new_id
from tests.support.restaurant import PASSWORD

PIN = "730418"
NEW_PASSWORD = "seven little words for a till"


@dataclass(frozen=True)
class Door:
    """One API; threads may share it."""

    app: Flask

    def get(self, path: str, token: str = "") -> TestResponse:
        return self.app.test_client().get(path, headers=_headers(token))

    def post(self, path: str, body: Any = None, token: str = "", address: str = "") -> TestResponse:
        base = {"REMOTE_ADDR": address} if address else {}
        headers = _headers(token) | {"Idempotency-Key": str(new_id())}
        return self.app.test_client().post(
            path, json=body if body is not None else {}, headers=headers, environ_base=base
        )

    def sign_in(self, username: str = "waiter", password: str = PASSWORD) -> dict[str, Any]:
        answer = self.post("/api/auth/login", {"username": username, "password": password})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.get_json()
        return found

    def refresh(self, secret: str) -> TestResponse:
        return self.post("/api/auth/refresh", {"refresh_token": secret})

    def me(self, token: str) -> int:
        return self.get("/api/auth/me", token).status_code

    def pin(self, device: str, who: str, pin: str) -> TestResponse:
        body = {"device_token": device, "username": who, "pin": pin}
        return self.post("/api/auth/pin", body)


def _headers(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} if token else {}
