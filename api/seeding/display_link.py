"""A sign-in link for the kitchen display of the busiest station, readable by its owner alone."""

import os
from pathlib import Path

from api.auth.displays import DISPLAY_LIFETIME
from api.seeding.restaurant import Restaurant
from chitrail import tokens
from chitrail.settings import Settings

FILE = "kds-link.txt"


def write_display_link(settings: Settings, restaurant: Restaurant) -> Path:
    """Write `#token=...` for the display's address to CHITRAIL_HOME; a new token at every run."""
    screen = tokens.display_actor(restaurant.outlet.code, restaurant.busiest_station)
    token, _ = tokens.encode(screen, settings.secret_key, lifetime=DISPLAY_LIFETIME)
    settings.home.mkdir(parents=True, exist_ok=True)
    path = settings.home / FILE
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(f"#token={token}\n")
    fresh.replace(path)
    return path
