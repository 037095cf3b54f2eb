"""Taking the gateway's webhooks: checked and stored, nothing more, so that the answer never waits.

The janitor books what is stored (api.janitor.webhooks).
"""

from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy.dialects.postgresql import insert

from api.database import Database
from api.payments.gateway.events import Webhook
from api.payments.gateway.signatures import webhook_is_signed
from api.payments.queries import WEBHOOKS
from chitrail.clock import now
from chitrail.errors import ChitrailError, InvalidInput
from chitrail.settings import Settings

LONGEST_EVENT_ID = 128


class WrongSignature(ChitrailError):
    """The body was not signed with our webhook secret."""

    status = 401
    code = "webhook-signature"
    title = "The webhook's signature is wrong"


def take(database: Database, settings: Settings, body: bytes, signature: str, event_id: str) -> str:
    """Store a webhook: `stored`, or `repeated` when it was before.

    The event id travels in a header the signature does not cover, so the body's digest is unique too.
    Raises WrongSignature, InvalidInput.
    """
    secrets = (settings.razorpay_webhook_secret, settings.razorpay_webhook_secret_previous)
    if not webhook_is_signed(body, signature, secrets):
        raise WrongSignature("the signature does not fit the body")
    if not 0 < len(event_id) <= LONGEST_EVENT_ID or not event_id.isprintable():
        raise InvalidInput("must name the event", field="x-razorpay-event-id")
    row: dict[str, Any] = {
        "event_id": event_id,
        "body_sha256": sha256(body).digest(),
        "event_type": decode(body).event,
        "body": body,
        "received_at": now(),
    }
    statement = insert(WEBHOOKS).values(row).on_conflict_do_nothing().returning(WEBHOOKS.c.event_id)
    with database.transaction() as connection:
        stored = connection.execute(statement).scalar()
    return "repeated" if stored is None else "stored"


def decode(body: bytes) -> Webhook:
    """What a webhook says. Raises InvalidInput."""
    try:
        webhook = msgspec.json.decode(body, type=Webhook)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidInput(f"is not a webhook: {error}", field="body") from error
    if "\x00" in webhook.event:
        raise InvalidInput("contains a NUL", field="event")
    return webhook
