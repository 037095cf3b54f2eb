"""Doors into an API, staff with PINs, and an enrolled device."""

from collections.abc import Callable

import psycopg
import pytest
from flask import Flask

from tests.api.auth.doors import PIN, Door
from tests.support.restaurant import Caller, staff_id


@pytest.fixture(scope="module")
def door(app: Flask) -> Door:
    return Door(app)


@pytest.fixture(autouse=True)
def no_tries(database: psycopg.Connection) -> None:
    """Every test begins with no guesses made."""
    database.execute("DELETE FROM sign_in_tries")


@pytest.fixture
def device(manager: Caller) -> str:
    """Token of a newly enrolled device."""
    made = manager.post("/api/auth/devices", {"name": "till"})
    assert made.status_code == 201, made.text
    return str(made.json["device_token"])


@pytest.fixture
def with_pin(calling: Callable[..., Caller]) -> Callable[..., None]:
    """with_pin("waiter") gives that role's member a PIN."""

    def give(role: str, pin: str = PIN) -> None:
        answer = calling("admin").post(f"/api/staff/{staff_id(role)}/pin", {"pin": pin})
        assert answer.status_code == 200, answer.text

    return give
