"""Changing the secret key: what the old one signed goes on until the old one is dropped."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.app import create_app
from chitrail import tokens
from chitrail.settings import Settings
from tests.api.auth.doors import PIN, Door
from tests.support.settings import SECRET_KEY, environment

NEW_KEY = "another-secret-key-of-more-than-thirty-two-bytes"
Restart = Callable[..., Door]


@pytest.fixture
def restart(restaurant_url: str, tmp_path: Path) -> Iterator[Restart]:
    """The API again, with other keys."""
    apps = []

    def start(key: str, previous: str = "") -> Door:
        env = environment(restaurant_url, tmp_path, CHITRAIL_SECRET_KEY_PREVIOUS=previous)
        apps.append(create_app(Settings.from_env(env | {"CHITRAIL_SECRET_KEY": key})))
        return Door(apps[-1])

    yield start
    for app in apps:
        app.extensions["database"].dispose()


def test_tokens_of_the_old_key_live_as_long_as_it_is_named(door, restart: Restart):
    old = door.sign_in()["access_token"]
    both = restart(NEW_KEY, SECRET_KEY)
    new = both.sign_in()["access_token"]
    assert (both.me(old), both.me(new)) == (200, 200)
    assert tokens.decode(new, NEW_KEY).role == "waiter"
    only = restart(NEW_KEY)
    assert (only.me(old), only.me(new)) == (401, 200)
    assert door.me(new) == 401


def test_a_sign_in_is_renewed_over_the_change(door, restart: Restart):
    pair = door.sign_in()
    renewed = restart(NEW_KEY).refresh(pair["refresh_token"])
    assert renewed.status_code == 200


def test_a_pin_of_the_old_key_is_checked_as_long_as_it_is_named(
    door, device, with_pin, restart: Restart
):
    with_pin("waiter")
    assert restart(NEW_KEY, SECRET_KEY).pin(device, "waiter", PIN).status_code == 200
    assert restart(NEW_KEY).pin(device, "waiter", PIN).status_code == 401


def test_a_short_previous_key_is_refused_at_the_start(restart: Restart):
    with pytest.raises(Exception, match="SECRET_KEY_PREVIOUS must be at least 32 bytes"):
        restart(NEW_KEY, "short")


def test_a_key_has_a_name_that_is_not_the_key():
    assert tokens.key_id(NEW_KEY) != tokens.key_id(SECRET_KEY)
    assert len(tokens.key_id(NEW_KEY)) == 16
