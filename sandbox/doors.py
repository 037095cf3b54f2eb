"""What every route needs: the store, the settings, and the fields of the request."""

from typing import Any

from flask import current_app, request

from sandbox.errors import ApiError
from sandbox.settings import SandboxSettings
from sandbox.store import Entity, Store, public


def store() -> Store:
    """The application's store."""
    found: Store = current_app.extensions["sandbox"][0]
    return found


def settings() -> SandboxSettings:
    """The application's settings."""
    found: SandboxSettings = current_app.extensions["sandbox"][1]
    return found


def fields() -> dict[str, Any]:
    """The request's JSON object, or its form. Raises ApiError when it is neither."""
    if request.is_json:
        document = request.get_json(silent=True)
        if not isinstance(document, dict):
            raise ApiError("The request body is not a valid JSON object", reason="NA")
        return document
    return dict(request.form)


def collection(items: list[Entity]) -> dict[str, Any]:
    """A list as the API gives it."""
    return {"entity": "collection", "count": len(items), "items": [public(item) for item in items]}
