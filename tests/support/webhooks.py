"""Webhooks as the gateway would send them, for tests that need one the sandbox does not send."""

import hmac
import json
from hashlib import sha256
from typing import Any

import psycopg
from flask import Flask
from werkzeug.test import TestResponse

from chitrail.ids import new_id
from tests.support.settings import RAZORPAY_WEBHOOK_SECRET
from tests.support.waiting import eventually

PATH = "/api/payments/webhooks/razorpay"


def deliver(
    app: Flask,
    event: str,
    *,
    event_id: str = "",
    secret: str = RAZORPAY_WEBHOOK_SECRET,
    stamp: int = 0,
    **entities: Any,
) -> TestResponse:
    """One webhook, signed; `entities` are its payload."""
    body = json.dumps(
        {
            "entity": "event",
            "event": event,
            "contains": list(entities),
            "payload": {name: {"entity": entity} for name, entity in entities.items()},
            "created_at": stamp,
        }
    ).encode()
    headers = {
        "X-Razorpay-Signature": hmac.new(secret.encode(), body, sha256).hexdigest(),
        "x-razorpay-event-id": event_id or str(new_id()),
    }
    return app.test_client().post(PATH, data=body, headers=headers, content_type="application/json")


def outcome(database: psycopg.Connection, event_id: str) -> str:
    """What the janitor made of a webhook, once it did."""
    query = "SELECT outcome FROM gateway_webhooks WHERE event_id = %s AND processed_at IS NOT NULL"

    def found() -> list[tuple[str]]:
        return database.execute(query, (event_id,)).fetchall()

    return eventually(found)[0][0]


def delivered(app: Flask, database: psycopg.Connection, event: str, **entities: Any) -> str:
    """Deliver a webhook and wait until it is booked; its outcome."""
    event_id = str(new_id())
    answer = deliver(app, event, event_id=event_id, **entities)
    assert (answer.status_code, answer.json) == (200, {"status": "stored"}), answer.text
    return outcome(database, event_id)
