"""What belongs to the request being handled."""

from flask import current_app, g

from chitrail.settings import Settings
from chitrail.tokens import Actor
from dashboards.sessions.keeping import Keeping


def settings() -> Settings:
    """Configuration of this process."""
    configured: Settings = current_app.extensions["settings"]
    return configured


def keeping() -> Keeping:
    """What this process knows about sign-ins."""
    known: Keeping = current_app.extensions["keeping"]
    return known


def actor() -> Actor:
    """Who is signed in; only on pages behind the sign-in."""
    signed_in: Actor = g.actor
    return signed_in
