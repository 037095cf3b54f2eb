"""A thousand forged signatures and webhooks: none is taken, nothing changes."""

import hmac
import json
from hashlib import sha256
from random import Random

import pytest

from tests.support.settings import RAZORPAY_KEY_SECRET, RAZORPAY_WEBHOOK_SECRET
from tests.support.webhooks import PATH

FORGERIES = 500


def rows(database):
    return database.execute(
        "SELECT (SELECT count(*) FROM gateway_webhooks), (SELECT count(*) FROM outbox),"
        " (SELECT count(*) FROM payment_status_events), (SELECT count(*) FROM ledger_entries)"
    ).fetchone()


def spoiled(random: Random, signature: str) -> str:
    """The signature with one thing wrong."""
    place = random.randrange(len(signature))
    return random.choice(
        [
            signature[:place] + random.choice("ghxyz") + signature[place + 1 :],
            signature[:place],
            signature + "0",
            signature[::-1],
            signature.upper() if signature.upper() != signature else "",
            "",
            "0" * 64,
            signature[:place] + format(int(signature[place], 16) ^ 1, "x") + signature[place + 1 :],
        ]
    )


@pytest.fixture
def signed(sandbox, begun):
    return sandbox.pay(begun["razorpay_order_id"]).json()


def test_forged_checkout_signatures(waiter, database, begun, signed):
    random, before = Random(4), rows(database)
    for _ in range(FORGERIES):
        forged = dict(signed)
        if random.random() < 0.5:
            forged["razorpay_signature"] = spoiled(random, signed["razorpay_signature"])
        else:
            other = "pay_" + "".join(random.choices("abcdefghijk0123456789", k=14))
            message = random.choice(
                [f"{other}|{begun['razorpay_order_id']}", f"order_x|{other}", other]
            )
            secret = random.choice([RAZORPAY_WEBHOOK_SECRET, "", RAZORPAY_KEY_SECRET])
            digest = hmac.new(secret.encode(), message.encode(), sha256).hexdigest()
            forged |= {"razorpay_payment_id": other, "razorpay_signature": digest}
        answer = waiter.post("/api/payments/verify-razorpay", forged)
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (
            422,
            "razorpay_signature",
        )
    assert rows(database) == before


def test_forged_webhooks(waiter, sandbox, database, signed):
    random, before = Random(5), rows(database)
    entity = sandbox.sdk.payment.fetch(signed["razorpay_payment_id"])
    event = {"event": "payment.captured", "payload": {"payment": {"entity": entity}}}
    for number in range(FORGERIES):
        body = json.dumps(event | {"created_at": number}).encode()
        good = hmac.new(RAZORPAY_WEBHOOK_SECRET.encode(), body, sha256).hexdigest()
        sent, signature = body, good
        kind = random.randrange(3)
        if kind == 0:
            signature = spoiled(random, good)
        elif kind == 1:
            place = random.randrange(len(body))
            sent = body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]
        else:
            secret = random.choice([RAZORPAY_KEY_SECRET, "", "secret"])
            signature = hmac.new(secret.encode(), body, sha256).hexdigest()
        headers = {"X-Razorpay-Signature": signature, "x-razorpay-event-id": f"forged-{number}"}
        answer = waiter.app.test_client().post(PATH, data=sent, headers=headers)
        assert answer.status_code == 401
    assert rows(database) == before
