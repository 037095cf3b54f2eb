"""Our Razorpay payments and refunds against the gateway's own list of them."""

from collections.abc import Iterator
from typing import Any

import requests
from psycopg import Connection

from chitrail.errors import Unavailable
from chitrail.reconcile.result import Check
from chitrail.settings import Settings

PAGE = 100
"""Largest page the gateway gives."""

_OUR_PAYMENTS = """
SELECT razorpay_payment_id, amount_paise, refunded_paise
FROM payments
WHERE source = 'live' AND payment_method = 'RAZORPAY'
  AND status IN ('COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED')
"""
_OUR_ORDERS = "SELECT razorpay_order_id FROM payments WHERE razorpay_order_id IS NOT NULL"
_OUR_CODES = """
SELECT coalesce(p.razorpay_qr_id, first.razorpay_qr_id),
       coalesce(sum(p.amount_paise) FILTER (
         WHERE p.status IN ('COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED')), 0)::bigint
FROM payments p LEFT JOIN payments first ON first.id = p.duplicate_of
WHERE coalesce(p.razorpay_qr_id, first.razorpay_qr_id) IS NOT NULL
GROUP BY 1
"""
_FIRST_ATTEMPT = """
SELECT extract(epoch FROM min(created_at))::bigint FROM payments
WHERE razorpay_order_id IS NOT NULL OR razorpay_qr_id IS NOT NULL
"""
CLOCK_MARGIN_SECONDS = 300
"""The gateway's clock may differ from ours by less than this."""


def check_gateway(connection: Connection[Any], settings: Settings) -> list[Check]:
    """Compare captured and refunded amounts payment by payment, and what came in by each UPI code.

    Payments at the gateway whose order or code is not ours (another shop on the same keys) are left out.
    Raises Unavailable when the gateway does not answer.
    """
    check = Check("gateway-payments", "Does Razorpay hold the same payments and refunds as we do?")
    codes = Check("gateway-codes", "Did every UPI code bring at Razorpay what we have booked?")
    first = connection.execute(_FIRST_ATTEMPT).fetchone()
    if first is None or first[0] is None:
        check.note = codes.note = "no Razorpay payments yet"
        return [check, codes]
    since = first[0] - CLOCK_MARGIN_SECONDS
    _compare_payments(connection, settings, since, check)
    _compare_codes(connection, settings, since, codes)
    return [check, codes]


def _compare_payments(
    connection: Connection[Any], settings: Settings, since: int, check: Check
) -> None:
    captured = [
        payment
        for payment in _everything(settings, "payments", since)
        if payment["status"] in ("captured", "refunded")
    ]
    ours = {row[0]: (row[1], row[2]) for row in connection.execute(_OUR_PAYMENTS)}
    our_orders = {row[0] for row in connection.execute(_OUR_ORDERS)}
    theirs = {}
    for payment in captured:
        if payment["order_id"] in our_orders or payment["id"] in ours:
            theirs[payment["id"]] = (payment["amount"], payment["amount_refunded"] or 0)
    for payment_id in sorted(ours.keys() | theirs.keys()):
        check.compare(
            f"payment {payment_id} (amount, refunded)",
            theirs.get(payment_id, "not captured at the gateway"),
            ours.get(payment_id, "not completed here"),
        )


def _compare_codes(
    connection: Connection[Any], settings: Settings, since: int, check: Check
) -> None:
    ours = dict(connection.execute(_OUR_CODES).fetchall())
    if not ours:
        check.note = "no UPI codes yet"
        return
    theirs = {
        code["id"]: code["payments_amount_received"] or 0
        for code in _everything(settings, "payments/qr_codes", since)
    }
    for code in sorted(ours):
        check.compare(f"UPI code {code}", theirs.get(code, "not at the gateway"), ours[code])


def _everything(settings: Settings, kind: str, since: int) -> Iterator[dict[str, Any]]:
    skip = 0
    while True:
        page = _get(settings, kind, {"count": PAGE, "skip": skip, "from": since})
        yield from page
        if len(page) < PAGE:
            return
        skip += PAGE


def _get(settings: Settings, kind: str, query: dict[str, int]) -> list[dict[str, Any]]:
    try:
        response = requests.get(
            f"{settings.razorpay_base_url}/v1/{kind}",
            params=query,
            auth=(settings.razorpay_key_id, settings.razorpay_key_secret),
            timeout=settings.razorpay_timeout_seconds,
        )
        response.raise_for_status()
        items: list[dict[str, Any]] = response.json()["items"]
    except (requests.RequestException, KeyError, ValueError) as error:
        raise Unavailable(f"the payment gateway did not answer: {error}") from error
    return items
